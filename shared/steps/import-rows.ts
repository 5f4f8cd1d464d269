// Statements of a file as events: rows first, then how far the file is in, then the wake-ups. A file that was cut short goes on from there.
import { type InboxAddress, inboxWakeup } from '../core/inbox.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Snapshot } from '../ports/source.ts';
import type { Item, Key } from '../ports/table.ts';
import { inboxEvent } from './absence.ts';
import { fileEvent } from './import-effect.ts';
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

/** Rows written at the same time: what a call that is cut short does again. */
const BATCH = 100;
/** Messages that SQS takes at once. */
const A_CALL = 10;

/** How many people are in when all are done or the time is over; at least one batch further than before. */
export async function sendStatements(ports: Pipeline, statements: Statements): Promise<number> {
  const { people, until } = statements;
  let done = await cursorOf(ports, statements);
  let waking = Promise.resolve();
  while (done < people.length) {
    const some = people.slice(done, done + BATCH);
    const rows = await Promise.all(some.map((person) => rowOf(ports, statements, person)));
    await putRows(ports, rows);
    done += rows.length;
    // One batch is told of while the next is stored.
    await Promise.all([keepCursor(ports, statements, done), waking]);
    waking = wakeRows(ports, rows);
    if (ports.clock.now() > until) break;
  }
  await waking;
  return done;
}

function rowOf(ports: Pipeline, statements: Statements, { subject, statement }: People[number]): Promise<Row> {
  const { source, version, mark, by } = statements;
  const vendorId = fileEvent.said(mark);
  return inboxEvent(ports, { source, by }, { vendorId, subject, leaves: false, statement: { ...statement, version } });
}

function cursorKey({ settings }: Pipeline, source: string): Key {
  return { table: 'state', pk: `${settings.tenant}#import#${source}`, sk: 'cursor' };
}

/** How many rows of this very file are in. */
async function cursorOf(ports: Pipeline, { source, mark }: Statements): Promise<number> {
  const stored = await ports.table.get(cursorKey(ports, source));
  return stored?.fields.mark === mark ? Number(stored.fields.done) : 0;
}

/** Only after its rows: a row before the cursor is never looked for again. */
async function keepCursor(ports: Pipeline, { source, mark }: Statements, done: number): Promise<void> {
  await ports.table.write([{ kind: 'put', item: { ...cursorKey(ports, source), fields: { mark, done } } }]);
}

/** Rows first, then their wake-ups. */
export async function sendRows(ports: Pipeline, rows: readonly Row[]): Promise<void> {
  await putRows(ports, rows);
  await wakeRows(ports, rows);
}

async function putRows({ table }: Pipeline, rows: readonly Row[]): Promise<void> {
  await Promise.all(rows.map(({ item }) => putOnce(table, item)));
}

/** Each row is of another person, so that no order is to be kept: all calls at once. */
async function wakeRows(ports: Pipeline, rows: readonly Row[]): Promise<void> {
  const { sha256 } = ports.digest;
  const messages = rows.map(({ address }) => inboxWakeup({ ...address, leaves: false }, sha256(address.event), sha256));
  const calls = Array.from({ length: Math.ceil(messages.length / A_CALL) }, (_, call) =>
    messages.slice(call * A_CALL, (call + 1) * A_CALL),
  );
  await Promise.all(calls.map((some) => wake(ports, some)));
}
