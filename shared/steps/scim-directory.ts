// All users of an endpoint in the order of their creation, with a true total that no walk is needed for.
import type { PageRequest } from '../core/scim/page.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Write } from '../ports/table.ts';
import { countKey, directoryKey, type Endpoint } from './scim-records.ts';

/** Counters are split so that creations at once seldom meet at one. */
const shards = 16;
const slice = 1_000;

function shardOf(id: string): number {
  return Number.parseInt(id.slice(-1), 36) % shards;
}

/** Enters (`by` 1) or leaves (-1): the directory row and its counter. */
export async function directoryWrites(
  { table }: Pick<Pipeline, 'table'>,
  endpoint: Endpoint,
  { id, by }: { readonly id: string; readonly by: 1 | -1 },
): Promise<readonly Write[]> {
  const key = countKey(endpoint, shardOf(id));
  const stored = await table.get(key);
  const when = stored
    ? ({ kind: 'equals', field: 'users', value: usersOf(stored) } as const)
    : ({ kind: 'absent' } as const);
  const count: Write = { kind: 'put', item: { ...key, fields: { users: (stored ? usersOf(stored) : 0) + by } }, when };
  const place = directoryKey(endpoint, id);
  return [by === 1 ? { kind: 'put', item: { ...place, fields: {} } } : { kind: 'delete', key: place }, count];
}

function usersOf(item: Item): number {
  return typeof item.fields.users === 'number' ? item.fields.users : 0;
}

export async function countUsers({ table }: Pick<Pipeline, 'table'>, endpoint: Endpoint): Promise<number> {
  const counters = await table.getMany(Array.from({ length: shards }, (_, shard) => countKey(endpoint, shard)));
  return counters.reduce((sum, item) => sum + usersOf(item), 0);
}

/** The ids of a page. Skipping reads directory rows only (about 100 bytes each), never users. */
export async function directoryPage(
  { table }: Pick<Pipeline, 'table'>,
  endpoint: Endpoint,
  { startIndex, count }: PageRequest,
): Promise<readonly string[]> {
  const { table: name, pk } = directoryKey(endpoint, '');
  const ids: string[] = [];
  let skip = startIndex - 1;
  let cursor: string | undefined;
  while (ids.length < count) {
    const limit = Math.min(slice, skip + count - ids.length);
    const page = await table.query({ table: name, pk, limit, ...(cursor !== undefined && { cursor }) });
    ids.push(...page.items.slice(skip, skip + count - ids.length).map(({ sk }) => sk));
    skip = Math.max(0, skip - page.items.length);
    if (page.cursor === undefined) break;
    cursor = page.cursor;
  }
  return ids;
}
