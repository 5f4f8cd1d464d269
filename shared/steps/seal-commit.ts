// Turns rows into leaves and commits one more head, unsigned: state, list of leaves and what was sealed, together or not at all.
import { canonical, hexOf, utf8 } from '../core/audit/bytes.ts';
import type { Reach } from '../core/audit/lanes.ts';
import { leafHash } from '../core/audit/merkle.ts';
import type { IndexedRow } from '../core/audit/order.ts';
import { auditRowOf, auditText, minuteOf, rowId } from '../core/audit/row.ts';
import { type Growth, grown, type SealState, stateFields } from '../core/audit/seal-state.ts';
import type { AuditRow } from '../model/audit.ts';
import type { AuditHead } from '../model/audit-head.ts';
import { type Archive, ArchiveRefused, type Signer } from '../ports/audit.ts';
import type { Clock, Log } from '../ports/runtime.ts';
import { type Fields, type Item, type Key, type Write, WriteRefused } from '../ports/table.ts';
import { headKey } from './seal-finish.ts';
import { type GatherPorts, seenName, seenPartition } from './seal-gather.ts';

export interface CommitPorts extends GatherPorts {
  readonly archive: Pick<Archive, 'read'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signer: Pick<Signer, 'keyId'>;
}

export interface Leaf {
  readonly key: Key;
  readonly row: AuditRow;
  readonly hash: Uint8Array;
}

/** The list of a head's leaves is one item, which must stay below 400 KB. */
const listBytes = 350_000;

export const stateKey: Key = { table: 'state', pk: '#seal', sk: 'state' };

/** Where the list of head `number`'s leaves stands: `[row id, leaf hash]` in order. */
export const leavesKey = (number: number): Key => ({ ...headKey(number), pk: '#leaves' });

/** The leaves of as many rows as one head takes, in order; `isAll` when none of `found` is left for the next. */
export async function leavesOf(ports: CommitPorts, found: readonly IndexedRow[], most: number) {
  const leaves: Leaf[] = [];
  let bytes = 0;
  for (let from = 0; from < found.length; from += most) {
    const keys = found.slice(from, from + most).map(({ table, pk, sk }) => ({ table, pk, sk }));
    for (const item of await ports.table.getMany(keys)) {
      const leaf = leafOf(ports, item);
      if (leaf === undefined) continue;
      bytes += rowId(leaf.row).length + 72;
      if (leaves.length === most || bytes > listBytes) return { leaves, isAll: false };
      leaves.push(leaf);
    }
  }
  return { leaves, isAll: true };
}

/** Undefined for an item that is no row: it never gets into the tree, and the check names the gap. */
function leafOf({ sha256, log }: CommitPorts, item: Item): Leaf | undefined {
  try {
    const { table, pk, sk } = item;
    return { key: { table, pk, sk }, row: auditRowOf(item), hash: leafHash(sha256, utf8(auditText(item))) };
  } catch {
    log.error('audit.row.unreadable', { partition: item.pk, number: item.sk });
    return undefined;
  }
}

export interface NewHead extends Pick<Growth, 'handOver'> {
  readonly state: SealState;
  readonly reach: Reach;
  readonly leaves: readonly Leaf[];
}

/** A head and the key that signs it. */
export type Committed = Required<Pick<SealState, 'head'>> & Pick<SealState, 'signedBy'>;

/**
 * Throws `WriteRefused` when another sealer committed since `state` was read, and `ArchiveRefused` when the archive is ahead of the
 * table: it was rolled back, and a head on top would fork the log.
 */
export async function commit(ports: CommitPorts, { state, reach, leaves, handOver }: NewHead): Promise<Committed> {
  await refuseRolledBack(ports, state);
  const at = new Date(ports.clock.now()).toISOString();
  const contents = { rows: leaves.map(({ row }) => row), hashes: leaves.map(({ hash }) => hash) };
  const { head, ...next } = grown(ports.sha256, state, {
    leaves: contents,
    at,
    reach,
    handOver,
    signer: ports.signer.keyId,
  });
  const list = canonical(leaves.map(({ row, hash }) => [rowId(row), hexOf(hash)]));
  await ports.table.write([
    statePut(state, { ...next, head }),
    ...(leaves.length === 0 ? [] : [putOnce(leavesKey(head.number), { list })]),
    ...seenPuts(ports, head, leaves),
  ]);
  ports.log.info('audit.sealed', { head: head.number, size: head.size, rows: leaves.length });
  return { head, ...(next.signedBy !== undefined && { signedBy: next.signedBy }) };
}

async function refuseRolledBack({ archive, table }: CommitPorts, { head, version }: SealState): Promise<void> {
  const number = (head?.number ?? 0) + 1;
  if ((await archive.read(number)) === undefined) return;
  const now = await table.get(stateKey);
  if (Number(now?.fields.version ?? 0) !== version) throw new WriteRefused('condition', [0]);
  throw new ArchiveRefused('occupied', number);
}

/** The state's compare-and-set: of two sealers exactly one wins. */
export function statePut(before: SealState, next: SealState): Write {
  const item = { ...stateKey, fields: stateFields(next) };
  if (before.version === 0) return { kind: 'put', item, when: { kind: 'absent' } };
  return { kind: 'put', item, when: { kind: 'equals', field: 'version', value: before.version } };
}

function seenPuts({ sha256 }: CommitPorts, head: AuditHead, leaves: readonly Leaf[]): readonly Write[] {
  const minutes = Map.groupBy(leaves, ({ row }) => minuteOf(row.at));
  return [...minutes].map(([minute, sealed]) => {
    const key: Key = { table: 'state', pk: seenPartition(minute), sk: headKey(head.number).sk };
    return putOnce(key, { rows: sealed.map((leaf) => seenName(sha256, leaf.key)).join(' ') });
  });
}

function putOnce(key: Key, fields: Fields): Write {
  return { kind: 'put', item: { ...key, fields }, when: { kind: 'absent' } };
}
