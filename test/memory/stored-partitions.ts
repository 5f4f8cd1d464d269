// The items of one table, by partition and in the order of their sort keys.
import type { Item } from '../../shared/ports/table.ts';
import { compareUtf8, positionOf } from './sorted-keys.ts';

export interface Stored {
  readonly item: Item;
  readonly bytes: number;
}

interface Partition {
  readonly order: string[];
  readonly items: Map<string, Stored>;
}

export interface StoredPartitions {
  get(pk: string, sk: string): Stored | undefined;
  put(stored: Stored): void;
  delete(pk: string, sk: string): void;
  /** Entries of a partition within inclusive bounds; `after` continues beyond a sort key. */
  range(query: RangeQuery): readonly Stored[];
  /** Entries of all partitions in the order of their first write, beginning after a position. */
  from(
    position: ScanPosition | undefined,
    limit: number,
  ): { readonly found: readonly Stored[]; readonly more: boolean };
}

export interface RangeQuery {
  readonly pk: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: string;
  readonly newestFirst?: boolean;
  readonly limit: number;
}

export type ScanPosition = readonly [pk: string, sk: string];

/** An empty table. */
export function storedPartitions(): StoredPartitions {
  const partitions = new Map<string, Partition>();
  return {
    get: (pk, sk) => partitions.get(pk)?.items.get(sk),
    put(stored) {
      const { pk, sk } = stored.item;
      const partition = partitions.get(pk) ?? { order: [], items: new Map() };
      partitions.set(pk, partition);
      if (!partition.items.has(sk)) partition.order.splice(place(partition, sk), 0, sk);
      partition.items.set(sk, stored);
    },
    delete(pk, sk) {
      const partition = partitions.get(pk);
      if (partition?.items.delete(sk)) partition.order.splice(place(partition, sk), 1);
    },
    range(query) {
      const partition = partitions.get(query.pk);
      return partition ? keysInRange(partition, query).map((sk) => partition.items.get(sk) as Stored) : [];
    },
    from: (position, limit) => scanFrom(partitions, position, limit),
  };
}

function place(partition: Partition, sk: string): number {
  return positionOf(partition.order, (other) => compareUtf8(other, sk));
}

function keysInRange(partition: Partition, query: RangeQuery): readonly string[] {
  const { order } = partition;
  const { from, to, after, newestFirst = false, limit } = query;
  let start = from === undefined ? 0 : place(partition, from);
  let end = to === undefined ? order.length : positionOf(order, (sk) => compareUtf8(sk, to), 'after');
  if (after !== undefined && newestFirst) end = Math.min(end, place(partition, after));
  if (after !== undefined && !newestFirst)
    start = Math.max(
      start,
      positionOf(order, (sk) => compareUtf8(sk, after), 'after'),
    );
  if (end <= start) return [];
  return newestFirst
    ? order.slice(Math.max(start, end - limit), end).reverse()
    : order.slice(start, Math.min(end, start + limit));
}

function scanFrom(partitions: ReadonlyMap<string, Partition>, position: ScanPosition | undefined, limit: number) {
  const found: Stored[] = [];
  let reached = position === undefined;
  for (const [pk, partition] of partitions) {
    const after = !reached && pk === position?.[0] ? position[1] : undefined;
    if (!reached && after === undefined) continue;
    reached = true;
    for (const sk of keysInRange(partition, { pk, ...(after === undefined ? {} : { after }), limit: limit + 1 })) {
      if (found.length === limit) return { found, more: true };
      found.push(partition.items.get(sk) as Stored);
    }
  }
  return { found, more: false };
}
