// Rows that list who and what waits for a person: held losses, parked operations, parked events. Found without a scan.
import { earliestAsk } from '../core/asked.ts';
import { dueAt, type InboxRow } from '../core/inbox.ts';
import { takesAway } from '../core/verify.ts';
import type { EventEnd } from '../model/event.ts';
import type { OperationState, Person, Standing } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

type Naming = Pick<Pipeline, 'digest' | 'settings' | 'clock'>;

const SHARDS = 4;

function partition(tenant: string, shard: number): string {
  return `${tenant}#attention#${shard}`;
}

function keyOf({ digest, settings }: Naming, name: string): Key {
  const shard = Number.parseInt(digest.sha256(name).slice(0, 4), 16) % SHARDS;
  return { table: 'state', pk: partition(settings.tenant, shard), sk: name };
}

/** `held`: for approvals. `stopped`: for somebody who mends the cause. `unrevoked`: likewise, and somebody may have what they should not. */
export type WaitingKind = 'held' | 'stopped' | 'unrevoked';

/** Its own partition of the sparse index, by age: the oldest is one read, however many wait. */
function waitingShard(tenant: string, kind: WaitingKind): string {
  return `waits#${tenant}#${kind}`;
}

/**
 * What of a person waits. `held`: targets with a loss that the guard holds. `stopped`: targets where nothing goes on by itself,
 * or whose read-back fails again and again (`applied`), or whose profile cannot be made (`blocked`), with the cause.
 */
export interface PersonAttention {
  readonly person: string;
  readonly held: readonly string[];
  readonly stopped: readonly {
    readonly target: string;
    readonly state: OperationState | 'blocked';
    readonly cause: string;
  }[];
}

/** `parked`: nothing goes on by itself; `waiting`: its decision failed, or its record cannot be read; it is tried again later and later. */
export interface EventAttention {
  readonly source: string;
  readonly subject: string;
  readonly event: string;
  readonly state: Extract<EventEnd, 'parked' | 'waiting'>;
  readonly cause: string;
}

/** The last delivery of a source of which some entries could not be read: whoever they spoke of is as before. */
export interface DeliveryAttention {
  readonly source: string;
  readonly unreadable: number;
  readonly at: string;
}

/** Read-backs that told nothing before somebody should look. */
const UNREADABLE = 5;

/** What waits, and since when it was asked for. */
interface Waiting {
  readonly kind: WaitingKind;
  readonly waits: string;
  readonly since?: number;
}

function heldOf(person: Person): Waiting | undefined {
  const held = Object.entries(person.standings).flatMap(([target, standing]) =>
    standing.held ? [{ target, rev: standing.held.rev }] : [],
  );
  const waits: PersonAttention = { person: person.id, held: held.map(({ target }) => target), stopped: [] };
  return held.length > 0 ? { kind: 'held', ...waitingSince(person, waits, held) } : undefined;
}

function stoppedOf(person: Person, { settings }: Naming): Waiting | undefined {
  const { id, standings, blocked = [] } = person;
  const stopped = Object.entries(standings).flatMap(([target, { state, tries, cause, rev }]) =>
    state === 'parked' || state === 'refused' || (state === 'applied' && tries >= UNREADABLE)
      ? [{ target, state, cause: cause ?? 'unknown', rev }]
      : [],
  );
  const unmade = blocked.map(({ target, missing }) => ({ target, state: 'blocked' as const, cause: `no ${missing}` }));
  if (stopped.length + unmade.length === 0) return undefined;
  const waits = { person: id, held: [], stopped: [...stopped.map(({ rev, ...rest }) => rest), ...unmade] };
  const unrevoked = stopped.some(({ target }) => target in settings.targets && isRemoval(standings[target]));
  const revisions = unmade.length > 0 ? [...stopped, ...(person.asked ?? [])] : stopped;
  return { kind: unrevoked ? 'unrevoked' : 'stopped', ...waitingSince(person, waits, revisions) };
}

function isRemoval(standing: Standing | undefined): boolean {
  return standing !== undefined && takesAway(standing);
}

function waitingSince(person: Person, waits: PersonAttention, revisions: readonly { rev: number }[]) {
  const since = earliestAsk(
    person,
    revisions.map(({ rev }) => rev),
  );
  return { waits: JSON.stringify(waits), ...(since !== undefined && { since }) };
}

const PARTS = [
  { prefix: 'h#', of: heldOf },
  { prefix: 'p#', of: stoppedOf },
] as const;

/** Lists or unlists the person, only where what waits has changed. Belongs into the transaction of the change. */
export function attentionWrites(ports: Naming, { before, after }: { before: Person; after: Person }): readonly Write[] {
  return PARTS.flatMap(({ prefix, of }): readonly Write[] => {
    const now = of(after, ports);
    if (JSON.stringify(of(before, ports)) === JSON.stringify(now)) return [];
    const key = keyOf(ports, prefix + after.id);
    return now ? [listing(ports, { key, ...now })] : [{ kind: 'delete', key }];
  });
}

function listing(
  { settings, clock }: Naming,
  { key, kind, waits, since = clock.now() }: Waiting & { readonly key: Key },
): Write {
  const index = { shard: waitingShard(settings.tenant, kind), at: dueAt(since) };
  return { kind: 'put', item: { ...key, fields: { waits }, index } };
}

/** Lists an event that stopped. */
export function eventWrite(
  ports: Naming,
  row: InboxRow,
  { state, cause }: Pick<EventAttention, 'state' | 'cause'>,
): Write {
  const { source, subject, event, receivedAt } = row;
  const waits: EventAttention = { source, subject, event, state, cause };
  const key = keyOf(ports, `e#${event}`);
  return listing(ports, { key, kind: 'stopped', waits: JSON.stringify(waits), since: receivedAt });
}

/** Unlists an event that is redriven, or decided after all. */
export function unlistedEventWrite(ports: Naming, event: string): Write {
  return { kind: 'delete', key: keyOf(ports, `e#${event}`) };
}

/** Lists a source whose delivery could be read in part. One row a source, whatever it sends. */
export function unreadableWrite(ports: Naming, { source, unreadable }: Omit<DeliveryAttention, 'at'>): Write {
  const waits: DeliveryAttention = { source, unreadable, at: new Date(ports.clock.now()).toISOString() };
  return listing(ports, { key: keyOf(ports, `d#${source}`), kind: 'stopped', waits: JSON.stringify(waits) });
}

/** Unlists it: somebody has seen to it. */
export function seenDeliveryWrite(ports: Naming, source: string): Write {
  return { kind: 'delete', key: keyOf(ports, `d#${source}`) };
}

/** What the list of what waits says of an event that ends: a parked one is in it, any other is not, or not any more. */
export function endedEventWrites(
  ports: Naming,
  row: InboxRow,
  { end, cause }: { readonly end: EventEnd; readonly cause: string },
): readonly Write[] {
  if (end === 'parked') return [eventWrite(ports, row, { state: end, cause })];
  return row.listed === 1 ? [unlistedEventWrite(ports, row.event)] : [];
}

/** Since when the oldest of a kind waits, ms; undefined when nothing does. One read. */
export async function oldestWaiting(
  { table, settings, clock }: Pick<Pipeline, 'table' | 'settings' | 'clock'>,
  kind: WaitingKind,
): Promise<number | undefined> {
  const shard = waitingShard(settings.tenant, kind);
  const { keys } = await table.queryIndex({ index: 'due', shard, to: dueAt(clock.now()), limit: 1 });
  return keys[0] && Number(keys[0].at);
}

/** All that waits for a person of the tenant's operators, sorted. */
export async function attention({ table, settings }: Pick<Pipeline, 'table' | 'settings'>): Promise<{
  people: readonly PersonAttention[];
  events: readonly EventAttention[];
  deliveries: readonly DeliveryAttention[];
}> {
  const shards = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) => wholePartition(table, partition(settings.tenant, shard))),
  );
  const items = shards.flat().sort((a, b) => (a.sk < b.sk ? -1 : 1));
  const of = (prefix: string) => items.filter(({ sk }) => sk.startsWith(prefix));
  const deliveries = of('d#').map(({ fields }) => JSON.parse(String(fields.waits)) as DeliveryAttention);
  const events = of('e#').map(
    ({ fields }) => ({ state: 'parked', ...JSON.parse(String(fields.waits)) }) as EventAttention,
  );
  return { people: peopleOf([...of('h#'), ...of('p#')]), events, deliveries };
}

/** A person may stand in two rows: for what is held, and for what is stopped. */
function peopleOf(items: readonly Item[]): readonly PersonAttention[] {
  const people = new Map<string, PersonAttention>();
  for (const { fields } of items) {
    const { person, held, stopped } = JSON.parse(String(fields.waits)) as PersonAttention;
    const known = people.get(person) ?? { person, held: [], stopped: [] };
    people.set(person, { person, held: [...known.held, ...held], stopped: [...known.stopped, ...stopped] });
  }
  return [...people.values()].sort((a, b) => (a.person < b.person ? -1 : 1));
}

/** Every item of one partition, in pages. */
export async function wholePartition(table: Pipeline['table'], pk: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await table.query({ table: 'state', pk, limit: 200, ...(cursor !== undefined && { cursor }) });
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}
