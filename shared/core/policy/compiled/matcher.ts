// Which rules hold for a person, found by and-ing what their attributes leave; people with the same ones share what is made of them.
import type { Policy } from '../../../model/policy/policy.ts';
import type { Rule } from '../../../model/policy/rule.ts';
import { type Circumstances, matches } from '../condition.ts';
import type { Listed } from '../listed.ts';
import { entriesAmong, isDatedColumn } from './among.ts';
import { askingOf, type Who } from './asking.ts';
import type { Budget } from './budget.ts';
import { entriesOf } from './entries.ts';
import { type Layout, layoutOf } from './layout.ts';
import { sharedBy } from './matched.ts';
import { poolOf } from './pool.ts';

export interface Matcher<T> {
  readonly match: (who: Who, at: number) => T;
  /** Of people by their position: quicker, where they are asked about more than once. */
  readonly among: (listed: Listed, at: number) => (position: number) => T;
}

/** What `make` makes of the rules that hold for somebody at `at`, ms. Rules are named by their position in the list. */
export function matcherOf<T>(
  policy: Pick<Policy, 'rules' | 'flags' | 'cohorts'>,
  make: (rules: readonly number[]) => T,
  budget: Budget,
): Matcher<T> {
  const layout = layoutOf(policy.rules);
  const pool = poolOf(budget);
  const ask = askingOf(policy);
  const columns = layout.columns.map((column) => ({ column, entryOf: entriesOf(column, { layout, pool, budget }) }));
  const isDated = layout.columns.some(isDatedColumn);
  const entries = new Int32Array(columns.length);
  const found = new Int32Array(layout.rules.length >> 4);
  const shared = sharedBy(layout.rules, make, budget);
  const direct = directIn(policy.rules, layout);
  const matched = (who: Who, at: number) => {
    const length = together(entries, layout, { pool: pool.words, found });
    return shared(found, 0, direct ? direct(ask.circumstances(who, at), found, length) : length);
  };
  const match = (who: Who, at: number) => {
    budget.check();
    const today = isDated ? ask.today(who, at) : '';
    for (let place = 0; place < columns.length; place++) {
      const { column, entryOf } = columns[place] as (typeof columns)[number];
      entries[place] = entryOf(ask.value(column, who, at), today);
    }
    return matched(who, at);
  };
  const among = (listed: Listed, at: number) => {
    const ready = columns.map(({ column, entryOf }) => entriesAmong(listed, { column, entryOf, ask, at }));
    return (position: number) => {
      budget.check();
      for (let place = 0; place < ready.length; place++)
        entries[place] = (ready[place] as (typeof ready)[number])(position, pool.emptied);
      return matched(listed.people[position] as Who, at);
    };
  };
  return { match, among };
}

/** The words that are not empty, each after its number; how many places they take. Entries are as `Entries` says. */
function together(
  entries: Int32Array,
  { beside }: Layout,
  { pool, found }: { readonly pool: Int32Array; readonly found: Int32Array },
): number {
  let length = 0;
  for (let own = 0; own < entries.length; own++) {
    const entry = entries[own] as number;
    const end = entry + 1 + 2 * (pool[entry] as number);
    for (let at = entry + 1; at < end; at += 2) {
      const word = pool[at] as number;
      const others = beside[word] as Int32Array;
      let bits = pool[at + 1] as number;
      for (let one = 0; one < others.length && bits !== 0; one += 2)
        bits &= pool[(entries[others[one] as number] as number) - (others[one + 1] as number)] as number;
      if (bits === 0) continue;
      found[length++] = word;
      found[length++] = bits;
    }
  }
  return length;
}

/** Asks the rules that have no clauses, one by one; how many places are taken then. Undefined: there are none. */
function directIn(
  rules: readonly Rule[],
  { direct, used }: Layout,
): ((of: Circumstances, found: Int32Array, length: number) => number) | undefined {
  if (direct.length === 0) return undefined;
  return (of, found, length) => {
    let end = length;
    for (const [place, position] of direct.entries()) {
      const rule = rules[position];
      if (!rule || !matches(rule.when, of)) continue;
      const word = used.length + (place >> 5);
      if (found[end - 2] !== word) {
        found[end++] = word;
        found[end++] = 0;
      }
      found[end - 1] = (found[end - 1] as number) | (1 << (place & 31));
    }
    return end;
  };
}
