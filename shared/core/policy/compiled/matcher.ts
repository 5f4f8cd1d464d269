// Which rules hold for a person, found by and-ing what their attributes leave; people with the same ones share what is made of them.
import type { Policy } from '../../../model/policy/policy.ts';
import type { Rule } from '../../../model/policy/rule.ts';
import { type Circumstances, matches } from '../condition.ts';
import type { Subject } from '../subject.ts';
import type { Budget } from './budget.ts';
import { daysOf } from './days.ts';
import { entriesOf } from './entries.ts';
import { flagsOf } from './flags.ts';
import { type Column, type Layout, layoutOf } from './layout.ts';
import { sharedBy } from './matched.ts';
import { poolOf } from './pool.ts';

type Who = Pick<Subject, 'person' | 'attributes'>;

/** What `make` makes of the rules that hold for somebody at `at`, ms. Rules are named by their position in the list. */
export function matcherOf<T>(
  policy: Pick<Policy, 'rules' | 'flags' | 'cohorts'>,
  make: (rules: readonly number[]) => T,
  budget: Budget,
): (who: Who, at: number) => T {
  const layout = layoutOf(policy.rules);
  const days = daysOf();
  const flags = flagsOf(policy, days);
  const pool = poolOf(budget);
  const columns = layout.columns.map((column) => ({ ...column, entryOf: entriesOf(column, { layout, pool, budget }) }));
  const isDated = layout.columns.some(({ checks }) => checks.some(({ dated }) => dated));
  const entries = new Int32Array(columns.length);
  const found = new Int32Array(layout.rules.length >> 4);
  const shared = sharedBy(layout.rules, make, budget);
  const direct = directIn(policy.rules, layout);
  return (who, at) => {
    budget.check();
    const today = isDated ? days.today(who.attributes, at) : '';
    for (let place = 0; place < columns.length; place++) {
      const column = columns[place] as (typeof columns)[number];
      entries[place] = column.entryOf(valueIn(column, who, at), today);
    }
    const length = together(entries, layout, { pool: pool.words, found });
    return shared(found, 0, direct ? direct(circumstancesOf(who, at), found, length) : length);
  };

  function valueIn({ of, name }: Column, who: Who, at: number): string | undefined {
    if (of === 'attribute') {
      // What every object has is no text: no need to ask whose it is, a dozen times a person.
      const value: unknown = who.attributes[name];
      return typeof value === 'string' ? value : undefined;
    }
    return of === 'flag' && flags(name, who, at) ? 'on' : undefined;
  }

  function circumstancesOf(who: Who, at: number): Circumstances {
    const { attributes } = who;
    return { attributes, today: days.today(attributes, at), isOn: (flag) => flags(flag, who, at) };
  }
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
      if (end === length || found[end - 2] !== word) {
        found[end++] = word;
        found[end++] = 0;
      }
      found[end - 1] = (found[end - 1] as number) | (1 << (place & 31));
    }
    return end;
  };
}
