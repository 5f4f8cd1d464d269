// A replay added up: how many people would have lost or gained what, by target, entitlement and rule. Sums of slices are sums of all.
import type { Otherwise } from './replay.ts';

/** People, each counted once. */
export interface Count {
  readonly losing: number;
  readonly gaining: number;
}

export interface ReplayTotals {
  /** People whose facts were replayed, and how many facts. */
  readonly looked: number;
  readonly facts: number;
  /** People for whom anything would have been different. */
  readonly different: number;
  readonly losing: number;
  readonly gaining: number;
  /** People whose account would have been spelled otherwise somewhere. */
  readonly respelled: number;
  readonly targets: { readonly [target: string]: Count };
  /** By `entitlement at target`. */
  readonly entitlements: { readonly [what: string]: Count };
  readonly rules: { readonly [rule: string]: Count };
}

/** What became of one person in the replay. */
export interface PersonReplayed {
  readonly facts: number;
  readonly different: readonly Otherwise[];
}

/** Of some people. */
export function totalsOf(people: readonly PersonReplayed[]): ReplayTotals {
  const having = (kind: Otherwise['kind']) =>
    people.filter(({ different }) => different.some((one) => one.kind === kind)).length;
  const changes = people.map(({ different }) => different.filter(({ kind }) => kind !== 'profile'));
  return {
    looked: people.length,
    facts: people.reduce((sum, { facts }) => sum + facts, 0),
    different: people.filter(({ different }) => different.length > 0).length,
    ...{ losing: having('loss'), gaining: having('gain'), respelled: having('profile') },
    targets: countsBy(changes, ({ target }) => [target]),
    entitlements: countsBy(changes, ({ what, target }) => [`${what} at ${target}`]),
    rules: countsBy(changes, ({ rules }) => rules),
  };
}

/** Of people who are in one of the two and not in the other. */
export function added(a: ReplayTotals, b: ReplayTotals): ReplayTotals {
  return {
    looked: a.looked + b.looked,
    facts: a.facts + b.facts,
    different: a.different + b.different,
    losing: a.losing + b.losing,
    gaining: a.gaining + b.gaining,
    respelled: a.respelled + b.respelled,
    targets: addedCounts(a.targets, b.targets),
    entitlements: addedCounts(a.entitlements, b.entitlements),
    rules: addedCounts(a.rules, b.rules),
  };
}

type Counts = { readonly [name: string]: Count };

/** By name, how many people lose and gain; somebody who does so twice is one. */
function countsBy(
  people: readonly (readonly Otherwise[])[],
  names: (one: Otherwise) => readonly string[],
): { readonly [name: string]: Count } {
  const [losing, gaining] = [new Map<string, number>(), new Map<string, number>()];
  for (const changes of people)
    for (const [counts, kind] of [
      [losing, 'loss'],
      [gaining, 'gain'],
    ] as const)
      for (const name of new Set(changes.filter((one) => one.kind === kind).flatMap(names)))
        counts.set(name, (counts.get(name) ?? 0) + 1);
  const all = [...new Set([...losing.keys(), ...gaining.keys()])].sort();
  return Object.fromEntries(
    all.map((name) => [name, { losing: losing.get(name) ?? 0, gaining: gaining.get(name) ?? 0 }]),
  );
}

function addedCounts(a: Counts, b: Counts): Counts {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const of = (counts: Counts, name: string) => (Object.hasOwn(counts, name) ? counts[name] : undefined);
  return Object.fromEntries(
    names.map((name) => {
      const [one, other] = [of(a, name), of(b, name)];
      const losing = (one?.losing ?? 0) + (other?.losing ?? 0);
      return [name, { losing, gaining: (one?.gaining ?? 0) + (other?.gaining ?? 0) }];
    }),
  );
}
