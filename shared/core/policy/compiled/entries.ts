// What one value of one attribute leaves of all clauses, found once and remembered, within bounds.
import type { Budget } from './budget.ts';
import type { Check } from './clauses.ts';
import { bitsIn, interned } from './interned.ts';
import type { Column, Layout } from './layout.ts';
import type { Pool } from './pool.ts';

/**
 * Asks a column: where in the pool the entry of a value is, undefined being a missing one. There stands how many of the
 * column's own words are not empty, and after it each of these with its bits: the clauses that the value does not fail.
 * Before it, backwards, stand the bits of each word that asks this column too.
 */
export type Entries = (value: string | undefined, today: string) => number;

/** Values that a column remembers at most, of each day; values that are all different are only passed through. */
const MOST = 4096;
/** Days that are remembered side by side: no two places of the world are further apart. */
const DAYS = 4;

interface Tested {
  readonly passes: Check['passes'];
  readonly wanted: readonly number[];
  readonly unwanted: readonly number[];
}

export interface Remembering {
  readonly layout: Layout;
  readonly pool: Pool;
  readonly budget: Budget;
}

/** The entries of one column. Values that no check can tell apart share one. */
export function entriesOf(column: Column, remembering: Remembering): Entries {
  const made = entriesByOutcome(column, remembering);
  const isDated = column.checks.some(({ dated }) => dated);
  const always = new Map<string | undefined, number>();
  const days = new Map<string, Map<string | undefined, number>>();
  let other: number | undefined;
  remembering.budget.whenSpent(() => {
    always.clear();
    days.clear();
    other = undefined;
  });
  const named = namedIn(column);
  const learnt = (table: Map<string | undefined, number>, value: string | undefined, today: string) => {
    if (value === undefined || !named || named.has(value)) {
      if (table.size >= MOST) table.clear();
      const entry = made(value, today);
      table.set(value, entry);
      return entry;
    }
    // Of the values that nobody names there is no end: some are worth a place.
    other ??= made(value, today);
    if (table.size < MOST / 2) table.set(value, other);
    return other;
  };
  return (value, today) => {
    const table = isDated ? (days.get(today) ?? newDay(days, today)) : always;
    return table.get(value) ?? learnt(table, value, today);
  };
}

/** The only values that make a difference. Undefined where any value can. */
function namedIn({ checks }: Column): ReadonlySet<string> | undefined {
  const values = checks.map((check) => check.values);
  return values.includes(undefined) ? undefined : new Set(values.flatMap((all) => all as readonly string[]));
}

function newDay<T>(days: Map<string, Map<string | undefined, T>>, today: string): Map<string | undefined, T> {
  if (days.size >= DAYS) days.clear();
  const day = new Map<string | undefined, T>();
  days.set(today, day);
  return day;
}

/** Values that pass the same tests have the same entry. */
function entriesByOutcome(column: Column, { layout, pool, budget }: Remembering): Entries {
  const tested = testedIn(column);
  const outcome = new Int32Array((tested.length + 31) >> 5);
  const { from, to, asked } = column;
  const entries = interned((words) => {
    const mask = maskOf(column, layout, { tested, passed: new Set(bitsIn(words)) });
    const bitsOf = (word: number) => mask[word] as number;
    const live = Array.from({ length: to - from }, (_, at) => from + at).filter((word) => bitsOf(word) !== 0);
    const row = asked.map(bitsOf).reverse();
    return pool.add([...row, live.length, ...live.flatMap((word) => [word, bitsOf(word)])]) + row.length;
  }, budget);
  return (value, today) => {
    outcome.fill(0);
    for (let at = 0; at < tested.length; at++)
      if ((tested[at] as Tested).passes(value, today))
        outcome[at >> 5] = (outcome[at >> 5] as number) | (1 << (at & 31));
    return entries(outcome, 0, outcome.length);
  };
}

function testedIn({ checks }: Column): readonly Tested[] {
  return [...Map.groupBy(checks, ({ test }) => test).values()].map((same) => {
    const bitsOf = (wanted: boolean) => same.filter((check) => check.wanted === wanted).map(({ bit }) => bit);
    return { passes: (same[0] as Check).passes, wanted: bitsOf(true), unwanted: bitsOf(false) };
  });
}

function maskOf(
  { from, to }: Column,
  { used }: Layout,
  { tested, passed }: { readonly tested: readonly Tested[]; readonly passed: ReadonlySet<number> },
): Int32Array {
  const mask = new Int32Array(used.length).fill(-1);
  mask.set(used.subarray(from, to), from);
  for (const [at, { wanted, unwanted }] of tested.entries())
    for (const bit of passed.has(at) ? unwanted : wanted)
      mask[bit >> 5] = (mask[bit >> 5] as number) & ~(1 << (bit & 31));
  return mask;
}
