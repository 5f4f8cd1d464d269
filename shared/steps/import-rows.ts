// Statements of a file as events: rows first, then their wake-ups; rows of an earlier try are passed over.
import { eventId, type InboxAddress, inboxKey, inboxWakeup } from '../core/inbox.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Snapshot } from '../ports/source.ts';
import type { Item } from '../ports/table.ts';
import { inboxEvent } from './absence.ts';
import { putOnce } from './people.ts';
import { wake } from './wake.ts';

type People = Extract<Snapshot, { kind: 'snapshot' }>['people'];

/** An event of our own making, as it is stored and as its wake-up names it. */
interface Row {
  readonly item: Item;
  readonly address: InboxAddress;
}

export interface Statements {
  readonly source: string;
  readonly people: People;
  /** Names the file: one person and mark is one event. */
  readonly mark: string;
  readonly version: number;
  /** Who imported it. */
  readonly by: string;
  /** When to stop, ms. */
  readonly until: number;
}

/** Rows written at the same time. */
const BATCH = 20;

/** How many people are in when all are done or the time is over. */
export async function sendStatements(ports: Pipeline, statements: Statements): Promise<number> {
  const { people, until } = statements;
  let isAgain = true;
  for (let start = 0; start < people.length; start += BATCH) {
    if (ports.clock.now() > until) return start;
    const some = people.slice(start, start + BATCH);
    const fresh: People = isAgain ? await unknownOf(ports, statements, some) : some;
    isAgain = fresh.length < some.length;
    await sendRows(ports, await Promise.all(fresh.map((person) => rowOf(ports, statements, person))));
  }
  return people.length;
}

/** An event's id names its person beside this. */
function vendorIdOf(mark: string): string {
  return `file-${mark}`;
}

function rowOf(ports: Pipeline, statements: Statements, { subject, statement }: People[number]): Promise<Row> {
  const { source, version, mark, by } = statements;
  const vendorId = vendorIdOf(mark);
  return inboxEvent(ports, { source, by }, { vendorId, subject, leaves: false, statement: { ...statement, version } });
}

/** Those whose row is not there yet. */
async function unknownOf({ table, settings }: Pipeline, statements: Statements, people: People): Promise<People> {
  const { tenant } = settings;
  const { source, mark } = statements;
  const vendorId = vendorIdOf(mark);
  const keys = people.map(({ subject }) =>
    inboxKey({
      tenant,
      source,
      subject,
      event: eventId(source, { vendorId, subject }),
    }),
  );
  const known = new Set((await table.getMany(keys)).map(({ pk }) => pk));
  return people.filter((_, position) => !known.has(keys[position]?.pk ?? ''));
}

/** Rows first, then their wake-ups. */
export async function sendRows(ports: Pipeline, rows: readonly Row[]): Promise<void> {
  await Promise.all(rows.map(({ item }) => putOnce(ports.table, item)));
  const wakeups = rows.map(({ address }) =>
    inboxWakeup({ ...address, leaves: false }, ports.digest.sha256(address.event), ports.digest.sha256),
  );
  await wake(ports, wakeups);
}
