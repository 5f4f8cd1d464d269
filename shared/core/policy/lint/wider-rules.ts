// Which rules hold of everybody of whom another one does, in near linear time: most of them have nothing in common.
import type { Policy } from '../../../model/policy/policy.ts';
import { allAnchors, anchorsOf, lengthsOf, mentionsOf } from './anchors.ts';
import { type Claim, type Formula, formulaOf } from './formula.ts';
import { clashesIn, holdsWherever } from './possible.ts';

/** Rules by their position. */
export interface WiderRules {
  /** Why a rule holds of nobody, for those of which that is certain. */
  readonly never: ReadonlyMap<number, readonly (readonly Claim[])[]>;
  /** Of a rule that may hold of somebody: others that are `wanted` and certainly hold wherever it does, none of `never`. */
  readonly of: (position: number, wanted: (other: number) => boolean) => Iterable<number>;
}

const known = new WeakMap<Policy, WiderRules>();

export function widerRules(policy: Policy): WiderRules {
  const found = known.get(policy) ?? searched(policy);
  known.set(policy, found);
  return found;
}

function searched(policy: Policy): WiderRules {
  const { rules } = policy;
  const formulas = rules.map(({ when }) => formulaOf(when, policy));
  const never = new Map(
    rules.flatMap(({ when }, position) => {
      const clashes = clashesIn(when, policy);
      return clashes ? [[position, clashes] as const] : [];
    }),
  );
  const lengths = [...new Set(formulas.flatMap(lengthsOf))];
  const byAnchor = postingsOf(formulas.map((formula, position) => (never.has(position) ? undefined : formula)));
  return {
    never,
    *of(position, wanted) {
      const [formula, own] = [formulas[position], rules[position]];
      if (!formula || !own) return;
      const seen = new Set([position]);
      for (const anchor of [ANYWHERE, ...mentionsOf(formula, lengths)])
        for (const other of byAnchor.get(anchor) ?? []) {
          if (seen.has(other) || !wanted(other)) continue;
          seen.add(other);
          if (holdsWherever(rules[other]?.when ?? {}, own.when, policy)) yield other;
        }
    },
  };
}

/** Under which rules stand of which nothing is known but that they may hold anywhere. */
const ANYWHERE = '';

/** By anchor, the rules to look at where it is mentioned. */
function postingsOf(formulas: readonly (Formula | undefined)[]): ReadonlyMap<string, readonly number[]> {
  const frequency = new Map<string, number>();
  for (const formula of formulas)
    for (const anchor of formula ? allAnchors(formula) : []) frequency.set(anchor, (frequency.get(anchor) ?? 0) + 1);
  const placed = formulas.flatMap((formula, position) => {
    const anchors = formula ? (anchorsOf(formula, frequency) ?? [ANYWHERE]) : [];
    return anchors.map((anchor) => ({ anchor, position }));
  });
  const grouped = Map.groupBy(placed, ({ anchor }) => anchor);
  return new Map([...grouped].map(([anchor, all]) => [anchor, all.map(({ position }) => position)]));
}
