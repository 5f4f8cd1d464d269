// The policy, read aloud: what `resolve` must answer, byte for byte, without any index.
import type { Policy } from '../../model/policy/policy.ts';
import { todayIn, zoneOf } from './calendar.ts';
import { isInCohort } from './cohort.ts';
import { type Circumstances, matches } from './condition.ts';
import type { Desired, Reason, Resolved } from './desired.ts';
import { type Given, isWithheld, type Separated, separate } from './duties.ts';
import { profileOf } from './profile.ts';
import { withIncluded } from './roles.ts';
import type { Subject } from './subject.ts';
import { dayTestsOf, nextTurn } from './turning.ts';

/** What the person should have, by target, sorted by name. People who are not active or paused get nothing. */
export function resolveNaively(policy: Policy, subject: Subject, at: number): Resolved {
  if (subject.status !== 'active' && subject.status !== 'paused') return { targets: {}, withheld: [] };
  const circumstances = circumstancesOf(policy, subject, at);
  const given = policy.rules
    .filter(({ when }) => matches(when, circumstances))
    .flatMap((rule) => [...new Set(rule.roles)].map((role) => ({ rule: rule.id, role })));
  const separated = separate(policy, { given, person: subject.person, at });
  const nextAt = nextTurn(policy, subject, { at, tests: dayTestsOf(policy) });
  const reasons = reasonsByTarget(policy, separated);
  return {
    targets: Object.fromEntries(
      [...reasons].map(([target, because]) => [target, desiredAt(policy, { target, because, subject, circumstances })]),
    ),
    withheld: separated.withheld,
    ...(nextAt !== undefined && { nextAt }),
  };
}

/** What conditions are asked about: the person's attributes, their day, and the flags that are on for them. */
export function circumstancesOf(
  policy: Policy,
  { person, attributes }: Pick<Subject, 'person' | 'attributes'>,
  at: number,
): Circumstances {
  const today = todayIn(zoneOf(attributes), at);
  const without = { attributes, today, isOn: () => false };
  const isOn = (flag: string) => {
    const name = policy.flags[flag]?.cohort ?? '';
    const cohort = policy.cohorts[name];
    return cohort !== undefined && isInCohort({ name, cohort }, person, (when) => matches(when, without));
  };
  return { attributes, today, isOn };
}

/** Every way to every entitlement, by target, all of it sorted. */
function reasonsByTarget(policy: Policy, { given, withheld }: Separated): ReadonlyMap<string, readonly Reason[]> {
  const found = new Map<string, Reason[]>();
  for (const one of given)
    for (const name of withIncluded(policy, one.role))
      for (const [target, entitlements] of Object.entries(policy.roles[name]?.entitlements ?? {}))
        for (const entitlement of new Set(['account', ...entitlements]))
          if (!isWithheld(withheld, { target, entitlement }))
            found.set(target, [...(found.get(target) ?? []), reasonOf(one, name, entitlement)]);
  return new Map(
    [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([target, all]) => [target, all.sort(byEntitlement)]),
  );
}

function reasonOf({ rule, role }: Given, name: string, entitlement: string): Reason {
  return { entitlement, rule, role, ...(name !== role && { through: name }) };
}

/** Of one rule and role the ways come sorted, and stay so. */
function byEntitlement(a: Reason, b: Reason): number {
  return compare(a.entitlement, b.entitlement) || compare(a.rule, b.rule) || compare(a.role, b.role);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface AtTarget {
  readonly target: string;
  readonly because: readonly Reason[];
  readonly subject: Subject;
  readonly circumstances: Circumstances;
}

function desiredAt(policy: Policy, { target, because, subject, circumstances }: AtTarget): Desired {
  const profile = profileAt(policy, target, { subject, circumstances });
  const entitlements = [...new Set(because.map(({ entitlement }) => entitlement))].filter((name) => name !== 'account');
  const account = subject.status === 'active' ? 'active' : 'suspended';
  return {
    wish: { account, entitlements, profile },
    reasons: because,
    ...(!profile.userName && { blocked: 'userName' }),
  };
}

/** The profile that the policy makes of somebody at one target. */
export function profileAt(
  { mappings }: Policy,
  target: string,
  { subject, circumstances }: { readonly subject: Pick<Subject, 'numbers'>; readonly circumstances: Circumstances },
): { readonly [field: string]: string } {
  const numbers = Object.fromEntries(
    Object.entries(subject.numbers ?? {}).flatMap(([name, number]) =>
      name.startsWith(`${target}.`) ? [[name.slice(target.length + 1), number] as const] : [],
    ),
  );
  return profileOf(mappings[target] ?? {}, { ...circumstances, numbers });
}
