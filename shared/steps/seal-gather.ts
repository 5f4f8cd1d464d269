// Finds the rows that no head holds yet: by the minute index, and by each noun's own numbers where the index lags.
import { hexOf, utf8 } from '../core/audit/bytes.ts';
import { minutesToRead } from '../core/audit/lanes.ts';
import { type IndexedRow, leafOrder } from '../core/audit/order.ts';
import { minuteOf, minuteShard, minuteShards } from '../core/audit/row.ts';
import type { SealState } from '../core/audit/seal-state.ts';
import type { Sha256 } from '../ports/audit.ts';
import type { Item, Key, Table } from '../ports/table.ts';

export interface GatherPorts {
  readonly table: Table;
  readonly sha256: Sha256;
}

/** Rows sealed already, by minute: written with each head, read again only while their minute is. */
export const seenPartition = (minute: number): string => `#seen#${minute}`;

/** A row's short name among the rows sealed in its minute. */
export function seenName(sha256: Sha256, { pk, sk }: Pick<Key, 'pk' | 'sk'>): string {
  return hexOf(sha256(utf8(`${pk}#${sk}`))).slice(0, 20);
}

/** The minute (since the epoch) of a row by its place in the index. */
export const minuteAt = (at: string): number => minuteOf(at.slice(0, at.indexOf('#')));

/** Every committed row in the minutes to read that is not sealed, with the rows it follows, in leaf order. */
export async function gather(ports: GatherPorts, state: SealState, until: number): Promise<readonly IndexedRow[]> {
  const seen = seenMemory(ports);
  const minutes = minutesToRead(state, until);
  const found = await Promise.all(minutes.map((minute) => unsealedOf(ports, seen, minute)));
  const rows = new Map(found.flat().map((row) => [`${row.pk}#${row.sk}`, row]));
  await addForerunners({ ports, seen, cleaned: state.cleaned }, rows);
  return leafOrder([...rows.values()]);
}

interface SeenMemory {
  has(minute: number, key: Pick<Key, 'pk' | 'sk'>): Promise<boolean>;
}

function seenMemory({ table, sha256 }: GatherPorts): SeenMemory {
  const minutes = new Map<number, Promise<ReadonlySet<string>>>();
  const namesOf = (minute: number): Promise<ReadonlySet<string>> => {
    const known = minutes.get(minute) ?? seenIn(table, minute);
    minutes.set(minute, known);
    return known;
  };
  return { has: async (minute, key) => (await namesOf(minute)).has(seenName(sha256, key)) };
}

async function seenIn(table: Table, minute: number): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const item of itemsOf(table, { table: 'state', pk: seenPartition(minute) }))
    for (const name of String(item.fields.rows).split(' ')) names.add(name);
  return names;
}

/** All items of a partition, page by page. */
export async function* itemsOf(table: Table, partition: Pick<Key, 'table' | 'pk'>): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await table.query({ ...partition, limit: 100, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function unsealedOf(ports: GatherPorts, seen: SeenMemory, minute: number): Promise<readonly IndexedRow[]> {
  const shards = await Promise.all(minuteShards.map((shard) => indexed(ports.table, minuteShard(minute, shard))));
  const rows = shards.flat();
  const sealed = await Promise.all(rows.map((row) => seen.has(minute, row)));
  return rows.filter((_, position) => !sealed[position]);
}

async function indexed(table: Table, shard: string): Promise<readonly IndexedRow[]> {
  const rows: IndexedRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await table.queryIndex({
      index: 'minute',
      shard,
      to: '~',
      limit: 1000,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.keys);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return rows;
}

/**
 * The index is eventually consistent: it may show a noun's row 7 before its row 6. A leaf must not stand before the one
 * it follows, so the missing forerunners are read by key, strongly consistent, down to one that is sealed.
 */
async function addForerunners(
  { ports, seen, cleaned }: { ports: GatherPorts; seen: SeenMemory; cleaned: number },
  rows: Map<string, IndexedRow>,
): Promise<void> {
  let wanted = forerunners([...rows.values()], rows);
  while (wanted.length > 0) {
    const items = await ports.table.getMany(wanted);
    const fresh: IndexedRow[] = [];
    for (const item of items) {
      if (item.index === undefined) continue;
      const { at } = item.index;
      const minute = minuteAt(at);
      if (minute > cleaned && !(await seen.has(minute, item))) fresh.push({ ...keyOf(item), at });
    }
    for (const row of fresh) rows.set(`${row.pk}#${row.sk}`, row);
    wanted = forerunners(fresh, rows);
  }
}

/** The keys of the rows that these follow, but of those that are here already. */
function forerunners(fresh: readonly IndexedRow[], rows: ReadonlyMap<string, IndexedRow>): readonly Key[] {
  return fresh.flatMap(({ pk, sk }) => {
    const before = String(Number(sk) - 1).padStart(sk.length, '0');
    return Number(sk) <= 1 || rows.has(`${pk}#${before}`) ? [] : [{ table: 'audit' as const, pk, sk: before }];
  });
}

const keyOf = ({ table, pk, sk }: Item): Key => ({ table, pk, sk });
