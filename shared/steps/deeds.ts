// What people do, in the audit log: consecutive numbers per noun and id, kept in a counter beside the deed.
import { auditItem } from '../core/audit/row.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key, Write } from '../ports/table.ts';
import { racing } from './people.ts';

export interface Deed {
  readonly noun: AuditRow['noun'];
  readonly id: string;
  readonly actor: string;
  readonly act: AuditRow['act'];
  readonly cause?: string;
  readonly events?: AuditRow['events'];
  /** As `sealedText` made it for this id. */
  readonly personal?: Pick<AuditRow, 'sealed' | 'commitment'>;
  /** What is done in the same transaction. */
  readonly with?: readonly Write[];
  /** How often it is tried while another writer wins. Few where what is done with it has a condition of its own. */
  readonly rounds?: number;
}

/** One person's commands number themselves one after the other: a script that sends forty at once is no error. */
const PATIENCE = 40;

/** Writes the deed and its row together. */
export async function recordDeed(
  ports: Pick<Pipeline, 'settings' | 'table' | 'clock' | 'ids'>,
  deed: Deed,
): Promise<void> {
  await racing(ports, async () => ports.table.write(await deedWrites(ports, deed)), deed.rounds ?? PATIENCE);
}

/** The row at the next number of its counter, and what is done with it: for one transaction, which the caller retries. */
export async function deedWrites(
  { settings, table, clock }: Pick<Pipeline, 'settings' | 'table' | 'clock'>,
  { noun, id, actor, act, cause, events, personal, with: also = [] }: Deed,
): Promise<readonly Write[]> {
  const key: Key = { table: 'state', pk: `${settings.tenant}#counter#${noun}#${id}`, sk: 'audit' };
  const before = await table.get(key);
  const number = Number(before?.fields.number ?? 0) + 1;
  const row = auditItem({
    tenant: settings.tenant,
    noun,
    id,
    number,
    at: new Date(clock.now()).toISOString(),
    actor,
    act,
    ...(cause !== undefined && { cause }),
    ...(events && { events }),
    ...personal,
  });
  const counter: Write = {
    kind: 'put',
    item: { ...key, fields: { number } },
    when: before ? { kind: 'equals', field: 'number', value: number - 1 } : { kind: 'absent' },
  };
  return [counter, { kind: 'put', item: row, when: { kind: 'absent' } }, ...also];
}
