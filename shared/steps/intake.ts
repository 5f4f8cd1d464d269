// Turns waiting inbox rows into facts: opens what is sealed, fetches what is thin, and postpones or parks what cannot be had.
import { factOf } from '../core/fact.ts';
import { fold } from '../core/fold.ts';
import { dueAt, dueShard, type InboxAddress, InboxPayload, type InboxRow, inboxKey, inboxRow } from '../core/inbox.ts';
import { MINUTE, onGrid } from '../core/timing.ts';
import type { EventEnd, Statement } from '../model/event.ts';
import type { Fact, Person } from '../model/person.ts';
import type { ConfiguredSource, Pipeline } from '../ports/pipeline.ts';
import type { Fetched } from '../ports/source.ts';
import type { Item, Write } from '../ports/table.ts';
import { endedEventWrites, eventWrite } from './attention-rows.ts';

/** An open row with what it says; without `fact` it ends as `end`, for `cause`. `isMade`: it is first stored with the decision. */
interface ReadRow {
  readonly item: Item;
  readonly isMade: boolean;
  readonly row: InboxRow;
  readonly fact?: Fact;
  readonly end?: EventEnd;
  readonly cause?: string;
}

export type Intake =
  | { readonly kind: 'rows'; readonly rows: readonly ReadRow[] }
  | {
      readonly kind: 'waiting';
      readonly rows: readonly { readonly item: Item; readonly row: InboxRow }[];
      readonly cause: string;
      readonly isMissing: boolean;
    }
  | { readonly kind: 'nothing' };

/** A fetch that fails is tried this often over about six hours, a missing record this often over half an hour; then the event parks. */
const FETCHES = 30;
const MISSING = 6;
const FETCH_DEADLINE = 10_000;

/** Rows to take in: stored ones by their address, and some of our own making that are stored with the decision only. */
interface Incoming {
  readonly events: readonly InboxAddress[];
  readonly made: readonly Item[];
}

/** The open ones of these rows, ready to be decided. The person was read before: a record fetched now is newer than it. */
export async function takeIn(ports: Pipeline, person: Person, { events, made }: Incoming): Promise<Intake> {
  if (events.length + made.length === 0) return { kind: 'nothing' };
  const stored = events.length > 0 ? await ports.table.getMany(uniqueKeys(events)) : [];
  const open = [...stored, ...made]
    .map((item) => ({ item, row: inboxRow(item), isMade: made.includes(item) }))
    .filter(({ row }) => row.end === undefined);
  const [first] = open;
  if (!first) return { kind: 'nothing' };
  const configured = ports.source(first.row.source);
  if (!configured)
    return {
      kind: 'rows',
      rows: open.map((read) => ({ ...read, end: 'refused', cause: 'source removed from the settings' })),
    };
  const fetched = open.some(({ row }) => row.thin)
    ? await fetchRecord(ports, configured, first.row.subject)
    : undefined;
  if (fetched && fetched.kind !== 'found' && !isGivenUp(fetched, open))
    return {
      kind: 'waiting',
      rows: open.filter(({ row }) => row.thin),
      cause: causeOf(fetched),
      isMissing: fetched.kind === 'absent',
    };
  return {
    kind: 'rows',
    rows: await Promise.all(open.map((read) => readRow(ports, { read, configured, fetched, person }))),
  };
}

function uniqueKeys(addresses: readonly InboxAddress[]) {
  return [...new Map(addresses.map((address) => [address.event, inboxKey(address)])).values()];
}

async function fetchRecord(
  { clock, digest }: Pipeline,
  { source, settings, credentials }: ConfiguredSource,
  subject: string,
): Promise<Fetched> {
  if (!source.fetch) return { kind: 'fault', fault: { kind: 'unsupported' } };
  try {
    return await source.fetch(
      { subject, config: settings.config, credentials: await credentials(), now: clock.now() },
      { digest, signal: clock.deadline(FETCH_DEADLINE) },
    );
  } catch {
    return { kind: 'fault', fault: { kind: 'unavailable' } };
  }
}

function isGivenUp(fetched: Fetched, open: readonly { row: InboxRow }[]): boolean {
  const isMissing = fetched.kind === 'absent';
  const tries = Math.max(...open.filter(({ row }) => row.thin).map(({ row }) => alikeOf(row, isMissing))) + 1;
  return tries >= (isMissing ? MISSING : FETCHES);
}

/** Tries that ended alike: an outage says nothing of whether the record is there. */
function alikeOf({ tries, missing = 0 }: InboxRow, isMissing: boolean): number {
  return isMissing ? missing : tries - missing;
}

function causeOf(fetched: Fetched): string {
  return fetched.kind === 'fault' ? `fetch: ${fetched.fault.kind}` : 'record missing at the source';
}

interface RowContext {
  readonly read: Pick<ReadRow, 'item' | 'row' | 'isMade'>;
  readonly configured: ConfiguredSource;
  readonly fetched: Fetched | undefined;
  readonly person: Person;
}

async function readRow(ports: Pipeline, { read, configured, fetched, person }: RowContext): Promise<ReadRow> {
  const { row } = read;
  if (row.thin && fetched?.kind !== 'found')
    return { ...read, end: 'parked', cause: fetched ? causeOf(fetched) : 'not fetched' };
  const payload = row.thin ? undefined : await openPayload(ports, row);
  const statement: Statement | undefined =
    row.thin && fetched?.kind === 'found' ? fetched.statement : payload?.statement;
  if (!statement) return { ...read, end: 'refused', cause: 'the payload was erased' };
  const { owns, zone } = configured.settings;
  const { attributes } = fold(person.facts, ports.clock.now());
  const authority = { source: row.source, owns, zone, ofPerson: attributes.zone };
  const isNewest = row.thin || read.isMade;
  const speakers = [row.source, ...configured.settings.shares];
  const fallback = isNewest ? nextVersion(person, speakers, ports.clock.now()) : row.receivedAt;
  return { ...read, fact: factOf(statement, row.vendorId, { authority, fallback }) };
}

async function openPayload(
  { vault }: Pipeline,
  { tenant, source, sealed }: InboxRow,
): Promise<InboxPayload | undefined> {
  const text = sealed === undefined ? undefined : await vault.open(tenant, `source:${source}`, sealed);
  return text === undefined ? undefined : InboxPayload.parse(JSON.parse(text));
}

/**
 * A fetched record, and what we conclude ourselves, is newer than all that the person holds of its source and of those
 * that share its truth, whatever this machine's clock says.
 */
function nextVersion({ facts }: Person, speakers: readonly string[], now: number): number {
  return Math.max(now, ...facts.filter(({ source }) => speakers.includes(source)).map(({ ver }) => ver + 1));
}

/** The row with its end state, out of the due index, and past whoever would still postpone it; a parked one is listed for the operators. */
export function endedRows(ports: Pipeline, { item, row, cause, isMade }: ReadRow, end: EventEnd): readonly Write[] {
  const { index, ...rest } = item;
  const fields = { ...item.fields, tries: row.tries + 1, end, ...(cause !== undefined && { cause }) };
  const ended: Write = {
    kind: 'put',
    item: { ...rest, fields },
    when: isMade ? { kind: 'absent' } : { kind: 'equals', field: 'tries', value: row.tries },
  };
  return [ended, ...endedEventWrites(ports, row, { end, cause: cause ?? 'unknown' })];
}

/** Records that cannot be read: waiting alone seldom mends them, so the operators see the event at once. */
const UNREADABLE = ['fetch: contractBreach', 'fetch: invalid'];

/** Puts the rows off with growing waits; the sweep brings them back. */
export async function postponed(
  ports: Pipeline,
  { rows, cause, isMissing }: Extract<Intake, { kind: 'waiting' }>,
): Promise<{ kind: 'waiting' }> {
  const { table, clock, digest, log } = ports;
  const isUnreadable = UNREADABLE.includes(cause);
  for (const { item, row } of rows) {
    const at = onGrid(clock.now() + Math.min(15 * MINUTE, MINUTE * 2 ** Math.min(alikeOf(row, isMissing), 10)));
    const index = { shard: dueShard(row.tenant, item.pk, digest.sha256), at: dueAt(at) };
    const missing = (row.missing ?? 0) + Number(isMissing);
    const fields = {
      ...item.fields,
      tries: row.tries + 1,
      ...(missing > 0 && { missing }),
      ...(isUnreadable && { listed: 1 }),
      cause,
    };
    const later: Item = { ...item, fields, index };
    const put: Write = { kind: 'put', item: later, when: { kind: 'equals', field: 'tries', value: row.tries } };
    await table.write(isUnreadable ? [put, eventWrite(ports, row, { state: 'waiting', cause })] : [put]);
  }
  log.warn('event-waits', { source: rows[0]?.row.source, cause, events: rows.length });
  return { kind: 'waiting' };
}
