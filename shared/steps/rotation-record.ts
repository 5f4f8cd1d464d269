// The checkpoint of each secret's rotation in the state table: claimed by one worker at a time, written under compare-and-set.
import { CLAIM } from '../core/timing.ts';
import { Rotation } from '../model/rotation.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

export interface RotationRecord {
  readonly secret: string;
  /** Raised by every write and the condition of every write; 0 before the first. */
  readonly v: number;
  /** A worker is at it until then, ms since the epoch; after that it is dead, and another goes on. */
  readonly claimedUntil: number;
  /** Absent when none is under way. */
  readonly rotation?: Rotation;
  /** The last one that failed, until one succeeds. */
  readonly failure?: { readonly at: number; readonly cause: string };
}

type Ports = Pick<Pipeline, 'table' | 'settings'>;
type ClaimPorts = Ports & Pick<Pipeline, 'clock'>;

const partition = ({ settings }: Ports): string => `${settings.tenant}#rotation`;

export async function readRecord(ports: Ports, secret: string): Promise<RotationRecord> {
  const item = await ports.table.get(keyOf(ports, secret));
  return item ? recordOf(item) : { secret, v: 0, claimedUntil: 0 };
}

/** Every secret that was ever rotated, in one read. */
export async function allRecords(ports: Ports): Promise<readonly RotationRecord[]> {
  const page = await ports.table.query({ table: 'state', pk: partition(ports), limit: 1000 });
  return page.items.map(recordOf);
}

/** The write of a record that follows `before`. */
export function recordWrite(ports: Ports, before: RotationRecord, next: Omit<RotationRecord, 'v' | 'secret'>): Write {
  const { rotation, failure, claimedUntil } = next;
  const fields = {
    v: before.v + 1,
    claimedUntil,
    rotation: rotation === undefined ? '' : JSON.stringify(rotation),
    failedAt: failure?.at ?? 0,
    failedBy: failure?.cause ?? '',
  };
  return {
    kind: 'put',
    item: { ...keyOf(ports, before.secret), fields },
    when: before.v === 0 ? { kind: 'absent' } : { kind: 'equals', field: 'v', value: before.v },
  };
}

/** Takes the record for this worker. Throws `WriteRefused` when another was faster. */
export async function claim(ports: ClaimPorts, record: RotationRecord): Promise<RotationRecord> {
  const claimed = claimOf(ports, record);
  await ports.table.write([claimed.write]);
  return claimed.record;
}

/** The write that takes the record, and the record as it is then. */
export function claimOf(
  ports: ClaimPorts,
  record: RotationRecord,
): { readonly write: Write; readonly record: RotationRecord } {
  const claimed = { ...record, claimedUntil: ports.clock.now() + CLAIM };
  return { write: recordWrite(ports, record, claimed), record: { ...claimed, v: record.v + 1 } };
}

function keyOf(ports: Ports, secret: string): Key {
  return { table: 'state', pk: partition(ports), sk: secret };
}

function recordOf({ sk, fields }: Item): RotationRecord {
  const text = String(fields.rotation ?? '');
  return {
    secret: sk,
    v: Number(fields.v),
    claimedUntil: Number(fields.claimedUntil),
    ...(text !== '' && { rotation: Rotation.parse(JSON.parse(text)) }),
    ...(Number(fields.failedAt) > 0 && { failure: { at: Number(fields.failedAt), cause: String(fields.failedBy) } }),
  };
}
