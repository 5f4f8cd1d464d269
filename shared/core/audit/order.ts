// The order of leaves: by time, but a noun's row never before the one it follows, whatever the clocks said.
import type { Key } from '../../ports/table.ts';

/** A row as the minute index shows it: its key, and `at` = instant, noun, id and number. */
export type IndexedRow = Key & { readonly at: string };

/** Sorted the same from any order of input; rows of one partition ascend by number. */
export function leafOrder(rows: readonly IndexedRow[]): readonly IndexedRow[] {
  const effective = new Map<IndexedRow, string>();
  for (const chain of byPartition(rows).values()) {
    let latest = '';
    for (const row of chain) {
      if (row.at > latest) latest = row.at;
      effective.set(row, latest);
    }
  }
  const timeOf = (row: IndexedRow): string => effective.get(row) ?? row.at;
  return [...rows].sort((a, b) => compare(timeOf(a), timeOf(b)) || compare(a.pk, b.pk) || compare(a.sk, b.sk));
}

/** Rows by partition, each in ascending order of number. */
function byPartition(rows: readonly IndexedRow[]): ReadonlyMap<string, readonly IndexedRow[]> {
  const chains = new Map<string, IndexedRow[]>();
  for (const row of rows) {
    const chain = chains.get(row.pk);
    if (chain === undefined) chains.set(row.pk, [row]);
    else chain.push(row);
  }
  for (const chain of chains.values()) chain.sort((a, b) => compare(a.sk, b.sk));
  return chains;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
