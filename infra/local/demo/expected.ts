// Who should have what, written out by hand: the demo's judge does not ask the policy that it judges.
import type { SeenAccount, Witness } from './witness.ts';

export interface Expected {
  readonly department: string;
  readonly title: string;
  readonly active: boolean;
}

const GROUP: { readonly [department: string]: string } = {
  Engineering: 'engineering',
  Support: 'support',
  Sales: 'sales',
  Finance: 'finance',
};
const ROLES: { readonly [department: string]: readonly string[] } = {
  Engineering: ['engineering_ro'],
  Support: ['support_rw'],
  Sales: ['sales_ro'],
  Finance: ['finance_ro', 'reporting'],
};

interface Due {
  readonly app: readonly string[];
  readonly warehouse: readonly string[];
}

/** What somebody of this department and title has while they are active. */
export function due({ department, title }: Pick<Expected, 'department' | 'title'>): Due {
  const group = GROUP[department];
  const leads = ['Engineering Lead', 'Engineering Director'].includes(title) && department === 'Engineering';
  return {
    app: ['group:everyone', ...(group === undefined ? [] : [`group:${group}`])].sort(),
    warehouse: [...(ROLES[department] ?? []), ...(leads ? ['engineering_rw'] : [])]
      .map((role) => `role:${role}`)
      .sort(),
  };
}

export interface Comparison {
  readonly accounts: number;
  /** People with more or fewer accounts than one at a target where they belong. */
  readonly miscounted: readonly string[];
  /** Active people who lack something that is due, and people who have what is not due. */
  readonly lacking: readonly string[];
  readonly excess: readonly string[];
}

/** Holds what the targets show against what is due. */
export async function compare(people: ReadonlyMap<string, Expected>, seen: Witness): Promise<Comparison> {
  const atTarget = { app: await seen.app(), warehouse: await seen.warehouse() };
  const found = { miscounted: new Set<string>(), lacking: new Set<string>(), excess: new Set<string>() };
  for (const target of ['app', 'warehouse'] as const) {
    const byPerson = Map.groupBy(atTarget[target], ({ person }) => person);
    for (const person of byPerson.keys()) if (!people.has(person)) found.excess.add(`${person}@${target}`);
    for (const [person, expected] of people)
      judge(
        { name: `${person}@${target}`, expected, owed: due(expected)[target], had: byPerson.get(person) ?? [] },
        found,
      );
  }
  return {
    accounts: atTarget.app.length + atTarget.warehouse.length,
    miscounted: [...found.miscounted],
    lacking: [...found.lacking],
    excess: [...found.excess],
  };
}

interface Judged {
  readonly name: string;
  readonly expected: Expected;
  readonly owed: readonly string[];
  readonly had: readonly SeenAccount[];
}

type Found = { readonly [kind in 'miscounted' | 'lacking' | 'excess']: Set<string> };

function judge({ name, expected, owed, had }: Judged, found: Found): void {
  if (had.length > 1 || (had.length === 0 && owed.length > 0)) found.miscounted.add(name);
  const holds = had.filter(({ active }) => active).flatMap(({ entitlements }) => entitlements);
  const owes = expected.active ? owed : [];
  if (owes.some((entitlement) => !holds.includes(entitlement))) found.lacking.add(name);
  if (holds.some((entitlement) => !owes.includes(entitlement))) found.excess.add(name);
  if (owes.length === 0 && had.some(({ active }) => active)) found.excess.add(name);
}
