// Every entitlement that roles give, by number: numbers in the order of targets and names, so that sorting is counting.
import type { Policy } from '../../../model/policy/policy.ts';
import { withIncluded } from '../roles.ts';

/** A target's numbers are those of the words of 32 bits from `from` up to `to`: no two targets share a word. */
interface Section {
  readonly target: string;
  readonly from: number;
  readonly to: number;
}

export interface Catalogue {
  /** Sorted by target. */
  readonly sections: readonly Section[];
  /** By number; `account` is the account itself, undefined: nobody's number. */
  readonly entitlements: readonly (string | undefined)[];
  /** The role and all that it includes, itself first, the others sorted. */
  readonly within: (role: string) => readonly string[];
  /** The numbers of a role's own, accounts with them. */
  readonly own: (role: string) => readonly number[];
  readonly numberOf: (target: string, entitlement: string) => number | undefined;
  readonly targetOf: (number: number) => string | undefined;
}

export function catalogueOf({ roles }: Pick<Policy, 'roles'>): Catalogue {
  const sections: Section[] = [];
  const entitlements: (string | undefined)[] = [];
  const targets: string[] = [];
  const numbers = new Map<string, Map<string, number>>();
  for (const [target, names] of [...namesIn(roles)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const from = entitlements.length;
    const sorted = [...names].sort();
    numbers.set(target, new Map(sorted.map((name, at) => [name, from + at])));
    entitlements.push(...sorted);
    while (entitlements.length % 32 !== 0) entitlements.push(undefined);
    sections.push({ target, from: from >> 5, to: entitlements.length >> 5 });
    for (let word = from >> 5; word < entitlements.length >> 5; word++) targets.push(target);
  }
  const numberOf = (target: string, entitlement: string) => numbers.get(target)?.get(entitlement);
  const ownOf = (role: string) =>
    Object.entries((Object.hasOwn(roles, role) && roles[role]?.entitlements) || {}).flatMap(([target, own]) =>
      [...new Set(['account', ...own])].map((one) => numberOf(target, one) as number),
    );
  return {
    sections,
    entitlements,
    within: remembered((role) => withIncluded({ roles }, role)),
    own: remembered(ownOf),
    numberOf,
    targetOf: (number) => targets[number >> 5],
  };
}

function namesIn(roles: Policy['roles']): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { entitlements } of Object.values(roles))
    for (const [target, own] of Object.entries(entitlements)) {
      const known = names.get(target) ?? new Set(['account']);
      for (const one of own) known.add(one);
      names.set(target, known);
    }
  return names;
}

function remembered<V>(make: (name: string) => V): (name: string) => V {
  const known = new Map<string, V>();
  return (name) => {
    const found = known.get(name) ?? make(name);
    known.set(name, found);
    return found;
  };
}
