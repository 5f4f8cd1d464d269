// Rows that list who and what waits for a person: held losses, parked operations, parked events. Found without a scan.
import { earliestAsk } from '../core/asked.ts';
import { dueAt } from '../core/inbox.ts';
import { takesAway } from '../core/verify.ts';
import type { OperationState, Person, Standing } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Write } from '../ports/table.ts';
import {
  type DeliveryAttention,
  type EventAttention,
  keyOf,
  listing,
  type Naming,
  partition,
  type ReturnAttention,
  SHARDS,
  type Waiting,
  type WaitingKind,
  waitingShard,
} from './attention-rows.ts';

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

/** Read-backs that told nothing before somebody should look. */
const UNREADABLE = 5;

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
  returns: readonly ReturnAttention[];
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
  const returns = of('v#').map(({ fields }) => JSON.parse(String(fields.waits)) as ReturnAttention);
  return { people: peopleOf([...of('h#'), ...of('p#')]), events, deliveries, returns };
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
