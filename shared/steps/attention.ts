// Rows that list who and what waits for a person: held losses, parked operations, parked events. Found without a scan.
import type { InboxRow } from '../core/inbox.ts';
import type { OperationState, Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

type Naming = Pick<Pipeline, 'digest' | 'settings'>;

const SHARDS = 4;

function partition(tenant: string, shard: number): string {
  return `${tenant}#attention#${shard}`;
}

function keyOf({ digest, settings }: Naming, name: string): Key {
  const shard = Number.parseInt(digest.sha256(name).slice(0, 4), 16) % SHARDS;
  return { table: 'state', pk: partition(settings.tenant, shard), sk: name };
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

export interface EventAttention {
  readonly source: string;
  readonly subject: string;
  readonly event: string;
  readonly cause: string;
}

/** Read-backs that told nothing before somebody should look. */
const UNREADABLE = 5;

function waitingOf({ id, standings, blocked = [] }: Person): PersonAttention | undefined {
  const entries = Object.entries(standings);
  const held = entries.filter(([, standing]) => standing.held).map(([target]) => target);
  const stopped = entries
    .filter(
      ([, { state, tries }]) =>
        state === 'parked' || state === 'refused' || (state === 'applied' && tries >= UNREADABLE),
    )
    .map(([target, { state, cause }]) => ({ target, state, cause: cause ?? 'unknown' }));
  const unmade = blocked.map(({ target, missing }) => ({ target, state: 'blocked' as const, cause: `no ${missing}` }));
  return held.length + stopped.length + unmade.length > 0
    ? { person: id, held, stopped: [...stopped, ...unmade] }
    : undefined;
}

/** Lists or unlists the person, only where what waits has changed. Belongs into the transaction of the change. */
export function attentionWrites(ports: Naming, { before, after }: { before: Person; after: Person }): readonly Write[] {
  const now = JSON.stringify(waitingOf(after));
  if (JSON.stringify(waitingOf(before)) === now) return [];
  const key = keyOf(ports, `p#${after.id}`);
  return [now === undefined ? { kind: 'delete', key } : { kind: 'put', item: { ...key, fields: { waits: now } } }];
}

/** Lists a parked event. */
export function parkedEventWrite(ports: Naming, { source, subject, event }: InboxRow, cause: string): Write {
  const waits: EventAttention = { source, subject, event, cause };
  return { kind: 'put', item: { ...keyOf(ports, `e#${event}`), fields: { waits: JSON.stringify(waits) } } };
}

/** Unlists an event that is redriven. */
export function unparkedEventWrite(ports: Naming, event: string): Write {
  return { kind: 'delete', key: keyOf(ports, `e#${event}`) };
}

/** All that waits for a person of the tenant's operators, sorted. */
export async function attention({ table, settings }: Pick<Pipeline, 'table' | 'settings'>): Promise<{
  people: readonly PersonAttention[];
  events: readonly EventAttention[];
}> {
  const shards = await Promise.all(
    Array.from({ length: SHARDS }, (_, shard) => wholePartition(table, partition(settings.tenant, shard))),
  );
  const items = shards.flat().sort((a, b) => (a.sk < b.sk ? -1 : 1));
  const people = items
    .filter(({ sk }) => sk.startsWith('p#'))
    .map(({ fields }) => JSON.parse(String(fields.waits)) as PersonAttention);
  const events = items
    .filter(({ sk }) => sk.startsWith('e#'))
    .map(({ fields }) => JSON.parse(String(fields.waits)) as EventAttention);
  return { people, events };
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
