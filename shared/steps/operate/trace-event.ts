// The way of one event: when it came, how it ended, and every row of the audit log that tells of it. Reads only.
import { auditRowOf } from '../../core/audit/row.ts';
import { inboxAddress, inboxKey, inboxRow } from '../../core/inbox.ts';
import { MINUTE } from '../../core/timing.ts';
import { traceIdOfEvent } from '../../core/trace.ts';
import type { AuditRow } from '../../model/audit.ts';
import type { Pipeline } from '../../ports/pipeline.ts';

/** The way of an event. Undefined: no such event. */
export async function traceEvent(ports: Pipeline, event: string) {
  const address = inboxAddress(ports.settings.tenant, event);
  const item = address && (await ports.table.get(inboxKey(address)));
  if (!item) return undefined;
  const row = inboxRow(item);
  const person = `${ports.settings.sources[row.source]?.people ?? ''}-${row.subject}`;
  const [ofPerson, ofSource] = await Promise.all([
    rowsSince(ports, { noun: 'person', id: person, since: row.receivedAt }),
    rowsSince(ports, { noun: 'source', id: row.source, since: row.receivedAt }),
  ]);
  return {
    event,
    source: row.source,
    person,
    receivedAt: new Date(row.receivedAt).toISOString(),
    trace: traceIdOfEvent(event, ports.digest.sha256),
    end: row.end ?? 'waiting',
    tries: row.tries,
    ...(item.fields.cause !== undefined && { cause: item.fields.cause }),
    rows: [...toldOf(ofPerson, event), ...ofSource.filter((source) => names(source, event))].sort(byTime),
  };
}

/** The rows that name the event, and those of the operations that it brought about. */
function toldOf(rows: readonly AuditRow[], event: string): readonly AuditRow[] {
  const naming = rows.filter((row) => names(row, event));
  const revision = naming.at(-1)?.revision;
  return rows.filter((row) => naming.includes(row) || (revision !== undefined && row.revision === revision));
}

/** An event stands in the row that ends it, and in the one that redrives it. */
function names({ events, act, cause }: AuditRow, event: string): boolean {
  return events?.some(({ id }) => id === event) === true || (act === 'redriven' && cause === event);
}

function byTime(a: AuditRow, b: AuditRow): number {
  return Date.parse(a.at) - Date.parse(b.at);
}

interface Log {
  readonly noun: AuditRow['noun'];
  readonly id: string;
  /** When the event came, ms. */
  readonly since: number;
}

/** Clocks differ: rows are read back to this long before the event came, ms; and not more than so many. */
const BEFORE = 10 * MINUTE;
const PAGE = 200;
const PAGES = 50;

/** The rows of a log since then, oldest first. */
async function rowsSince({ table, settings }: Pipeline, { noun, id, since }: Log): Promise<readonly AuditRow[]> {
  const rows: AuditRow[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const read = await table.query({
      table: 'audit',
      pk: `${settings.tenant}#${noun}#${id}`,
      limit: PAGE,
      newestFirst: true,
      ...(cursor !== undefined && { cursor }),
    });
    rows.push(...read.items.map(auditRowOf));
    cursor = read.cursor;
    if (cursor === undefined || Date.parse(rows.at(-1)?.at ?? '') < since - BEFORE) break;
  }
  return rows.reverse();
}
