// The entries of a column for people on a list: by the number of their value instead of its text.
import type { Listed } from '../listed.ts';
import type { Asking, Who } from './asking.ts';
import type { Entries } from './entries.ts';
import type { Column } from './layout.ts';

export interface AskedAmong {
  readonly column: Column;
  readonly entryOf: Entries;
  readonly ask: Asking;
  readonly at: number;
}

/** The entry of the person at a position; `emptied` is how often the pool has been emptied. */
export function entriesAmong(
  listed: Listed,
  { column, entryOf, ask, at }: AskedAmong,
): (position: number, emptied: number) => number {
  // By text: what compares with today depends on the person's zone too, and a flag on who they are.
  if (column.of === 'flag' || isDatedColumn(column))
    return (position) => {
      const who = listed.people[position] as Who;
      return entryOf(ask.value(column, who, at), ask.today(who, at));
    };
  const { values, numbers } = listed.valuesOf(column.name);
  const known = new Int32Array(values.length);
  // Before the first emptying: nothing is known.
  let since = -1;
  return (position, emptied) => {
    if (emptied !== since) known.fill(-1);
    since = emptied;
    const number = numbers[position] as number;
    const entry = known[number] as number;
    if (entry !== -1) return entry;
    known[number] = entryOf(values[number], '');
    return known[number] as number;
  };
}

export function isDatedColumn({ checks }: Column): boolean {
  return checks.some(({ dated }) => dated);
}
