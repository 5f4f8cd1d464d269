// From rules that hold to entitlements and reasons, once for all people of whom they hold.
import type { Policy } from '../../../model/policy/policy.ts';
import type { Rule } from '../../../model/policy/rule.ts';
import type { Entitled, EntitledAt, Reason } from '../desired.ts';
import type { Given, Separated } from '../duties.ts';
import type { Budget } from './budget.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { bitsIn, type Interned, interned } from './interned.ts';
import { separationOf } from './separation.ts';

/** What rules, named by their position, give to somebody for whom the duties of those ids are waived. */
export type Giving = (rules: readonly number[], waived: readonly string[]) => Entitled;

/** The ways that one rule opens with one role: numbers of entitlements, and a reason for each. */
interface Ways {
  readonly numbers: readonly number[];
  readonly reasons: readonly Reason[];
}

/** What an answer takes besides its targets, in words. */
const ANSWER = 64;

/** `rules` are sorted by id: so are the reasons. */
export function givingOf(policy: Pick<Policy, 'roles' | 'duties'>, rules: readonly Rule[], budget: Budget): Giving {
  const catalogue = catalogueOf(policy);
  const separate = separationOf(policy, catalogue);
  const given = rules.map(({ id, roles }) => [...new Set(roles)].sort().map((role): Given => ({ rule: id, role })));
  const targetsOf = targeting(catalogue, budget);
  const reasonsOf = reasoning(catalogue);
  return (holding, waived) => {
    const separated = separate(
      holding.flatMap((rule) => given[rule] as readonly Given[]),
      waived,
    );
    const targets = targetsOf(separated);
    budget.take(ANSWER + targets.length);
    let reasons: ReturnType<Entitled['reasons']> | undefined;
    return Object.freeze({
      targets,
      withheld: Object.freeze(separated.withheld),
      reasons: () => {
        if (reasons) return reasons;
        reasons = reasonsOf(separated);
        budget.take(reasons.reduce((sum, because) => sum + 4 + because.length, 0));
        return reasons;
      },
    });
  };
}

/** What is given at each target: marked in bits, so that the same bits have the same list. */
function targeting(catalogue: Catalogue, budget: Budget): (separated: Separated) => Entitled['targets'] {
  const { sections, entitlements, within, own } = catalogue;
  const marks = new Int32Array(entitlements.length >> 5);
  const lists = sections.map(({ target, from }) => {
    const make = (words: Int32Array): EntitledAt => {
      const names = bitsIn(words).map((bit) => entitlements[from * 32 + bit] as string);
      budget.take(names.length + 8);
      return Object.freeze({ target, entitlements: Object.freeze(names.filter((name) => name !== 'account')) });
    };
    return interned(make, budget);
  });
  return ({ given, withheld }) => {
    marks.fill(0);
    for (const { role } of given)
      for (const name of within(role))
        for (const number of own(name)) marks[number >> 5] = (marks[number >> 5] as number) | (1 << (number & 31));
    for (const number of numbersOf(withheld, catalogue))
      marks[number >> 5] = (marks[number >> 5] as number) & ~(1 << (number & 31));
    const targets = sections.flatMap(({ from, to }, place) =>
      marks.subarray(from, to).some((word) => word !== 0)
        ? (lists[place] as Interned<EntitledAt>)(marks, from, to)
        : [],
    );
    return Object.freeze(targets);
  };
}

/** Ways come in the order of rules, roles and what they include: within an entitlement they are sorted as they are. */
function reasoning(catalogue: Catalogue): (separated: Separated) => ReturnType<Entitled['reasons']> {
  const known = new Map<Given, Ways>();
  return ({ given, withheld }) => {
    const without = new Set(numbersOf(withheld, catalogue));
    const found = new Map<number, Reason[]>();
    for (const one of given) {
      const ways = known.get(one) ?? waysOf(one, catalogue);
      known.set(one, ways);
      for (const [at, number] of ways.numbers.entries()) {
        const reasons = found.get(number) ?? [];
        if (!without.has(number)) found.set(number, reasons);
        reasons.push(ways.reasons[at] as Reason);
      }
    }
    const sorted = [...found].sort(([a], [b]) => a - b);
    const byTarget = Map.groupBy(sorted, ([number]) => catalogue.targetOf(number));
    return Object.freeze([...byTarget.values()].map((all) => Object.freeze(all.flatMap(([, reasons]) => reasons))));
  };
}

function waysOf({ rule, role }: Given, { within, own, entitlements }: Catalogue): Ways {
  const ways = within(role).flatMap((name) =>
    own(name).map((number): readonly [number, Reason] => {
      const reason = {
        entitlement: entitlements[number] as string,
        rule,
        role,
        ...(name !== role && { through: name }),
      };
      return [number, Object.freeze(reason)];
    }),
  );
  return { numbers: ways.map(([number]) => number), reasons: ways.map(([, reason]) => reason) };
}

/** Entitlements that are withheld as such; a role that is withheld is not among what is given. */
function numbersOf(withheld: Separated['withheld'], { numberOf }: Catalogue): readonly number[] {
  return withheld.flatMap(({ side }) => ('role' in side ? [] : (numberOf(side.target, side.entitlement) as number)));
}
