// One value for all people of whom the same rules hold, whichever of their clauses do.
import type { Budget } from './budget.ts';
import { type Interned, interned } from './interned.ts';

/** Finds what `make` makes of rules' positions, ascending, for words that are not empty, each after its number. `rules` names each bit's. */
export function sharedBy<T>(rules: Int32Array, make: (rules: readonly number[]) => T, budget: Budget): Interned<T> {
  const byRules = new Map<string, T>();
  budget.whenSpent(() => byRules.clear());
  return interned((found) => {
    const holding = rulesIn(found, rules);
    const key = holding.join();
    const value = byRules.get(key) ?? make(holding);
    byRules.set(key, value);
    budget.take(16 + holding.length * 2);
    return value;
  }, budget);
}

/** A rule with several clauses that hold is there once. */
function rulesIn(found: Int32Array, rules: Int32Array): readonly number[] {
  const holding = new Set<number>();
  for (let at = 0; at < found.length; at += 2)
    for (let bits = found[at + 1] as number; bits !== 0; bits &= bits - 1)
      holding.add(rules[((found[at] as number) << 5) + 31 - Math.clz32(bits & -bits)] as number);
  return [...holding].sort((a, b) => a - b);
}
