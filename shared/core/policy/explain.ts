// Why somebody gets an entitlement or not: what `resolve` answers, with each rule that could give it and what it saw.
import type { Origin } from '../../model/policy/origin.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { type Given, isWithheld, type Separated, separate, type Withheld, waiverEnd } from './duties.ts';
import { distance, type Failure, firstFailure } from './failure.ts';
import { type Observed, type Observing, observe } from './observe.ts';
import { circumstancesOf, profileAt } from './reference.ts';
import { withIncluded } from './roles.ts';
import type { Subject } from './subject.ts';

/** A role that gives it: itself, or `through` a role that it includes. Places are `file:line`, where they are known. */
export interface GivingRole {
  readonly role: string;
  readonly place?: string;
  readonly through?: string;
  readonly throughPlace?: string;
  readonly withheld?: Withheld & { readonly place?: string };
}

/** A duty that counts for nothing up to the end of that day, UTC, why, and who allowed it. */
export interface Waived {
  readonly duty: string;
  readonly place?: string;
  readonly until: string;
  readonly reason: string;
  readonly approvedBy: string;
}

/** Further away than any rule has tests: nothing would make the condition hold. */
const NEVER = 1_000;

/** A rule that could give it. Without `failure` its condition holds, or never can; `distance` is how many of its tests failed. */
export interface Way {
  readonly rule: string;
  readonly place?: string;
  readonly roles: readonly GivingRole[];
  readonly when: Observed;
  readonly distance: number;
  readonly failure?: Failure;
}

export interface Explanation {
  readonly person: string;
  readonly target: string;
  readonly entitlement: string;
  /** What the policy answers; how things stand at the target is another matter. */
  readonly verdict: 'yes' | 'no';
  readonly status: Subject['status'];
  /** Rules whose condition holds, by id. */
  readonly ways: readonly Way[];
  /** Rules that fail, the nearest first. */
  readonly misses: readonly Way[];
  /** Roles that give it, whether or not a rule gives them. */
  readonly roles: readonly string[];
  /** Duties that would withhold it, if they were not waived. */
  readonly waived: readonly Waived[];
  /** The profile cannot be made: this field is missing. */
  readonly blocked?: string;
}

export interface Explaining {
  readonly policy: Policy;
  readonly origin?: Origin | undefined;
  readonly subject: Subject;
  /** ms */
  readonly at: number;
  readonly target: string;
  /** As the target calls it, or `account`. */
  readonly entitlement: string;
}

/** Explains one entitlement of one person at one moment; the verdict is that of `resolve`. */
export function explain(asked: Explaining): Explanation {
  const { policy, subject, at, target, entitlement } = asked;
  const observing = observingOf(asked);
  const all = policy.rules.map((rule) => wayOf(asked, rule, observing)).filter(({ roles }) => roles.length > 0);
  const given = givenBy(policy, observing);
  const separated = separate(policy, { given, person: subject.person, at });
  const ways = all.filter(({ when }) => when.holds).map((way) => withDuties(asked, way, separated.withheld));
  const isEmployed = subject.status === 'active' || subject.status === 'paused';
  const isGiven = ways.some(({ roles }) => roles.some(({ withheld }) => !withheld));
  const profile = profileAt(policy, target, { subject, circumstances: observing });
  return {
    ...{ person: subject.person, target, entitlement },
    verdict: isEmployed && isGiven ? 'yes' : 'no',
    status: subject.status,
    ways: ways.sort(byRule),
    misses: all.filter(({ when }) => !when.holds).sort((a, b) => a.distance - b.distance || byRule(a, b)),
    roles: Object.keys(policy.roles)
      .filter((role) => gives(policy, role, asked).length > 0)
      .sort(),
    waived: isGiven ? waivedFor(asked, given, separated) : [],
    ...(isGiven && !profile.userName && { blocked: 'userName' }),
  };
}

function byRule(a: Way, b: Way): number {
  return a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0;
}

/** The circumstances that every rule is asked about, and the cohort behind each flag. */
function observingOf({ policy, subject, at }: Explaining): Observing {
  const cohortOf = (flag: string) => {
    const name = policy.flags[flag]?.cohort ?? '';
    const cohort = policy.cohorts[name];
    return cohort && { name, cohort };
  };
  return { ...circumstancesOf(policy, subject, at), person: subject.person, cohortOf };
}

function givenBy({ rules }: Policy, observing: Observing): readonly Given[] {
  return rules
    .filter(({ when }) => observe(when, observing).holds)
    .flatMap(({ id, roles }) => roles.map((role) => ({ rule: id, role })));
}

type Asked = Pick<Explaining, 'target' | 'entitlement'>;

function wayOf(asked: Explaining, { id, roles, when }: Policy['rules'][number], observing: Observing): Way {
  const { policy, origin } = asked;
  const seen = observe(when, observing);
  const failure = firstFailure(seen);
  return {
    rule: id,
    ...placeOf(origin, `rule ${id}`),
    roles: [...new Set(roles)].sort().flatMap((role) =>
      gives(policy, role, asked).map((name) => ({
        role,
        ...placeOf(origin, `role ${role}`),
        ...(name !== role && { through: name }),
        ...(name !== role && throughPlace(origin, name)),
      })),
    ),
    when: seen,
    distance: Math.min(distance(seen), NEVER),
    ...(failure && { failure }),
  };
}

/** The role itself or those that it includes, whichever have the entitlement of their own. */
function gives(policy: Policy, role: string, { target, entitlement }: Asked): readonly string[] {
  return withIncluded(policy, role).filter((name) => {
    const own = policy.roles[name]?.entitlements ?? {};
    if (!Object.hasOwn(own, target)) return false;
    return entitlement === 'account' || own[target]?.includes(entitlement) === true;
  });
}

function placeOf(origin: Origin | undefined, what: string): { readonly place?: string } {
  const place = origin?.places[what];
  return place === undefined ? {} : { place };
}

function throughPlace(origin: Origin | undefined, role: string): { readonly throughPlace?: string } {
  const { place } = placeOf(origin, `role ${role}`);
  return place === undefined ? {} : { throughPlace: place };
}

function withDuties({ policy, origin, target, entitlement }: Explaining, way: Way, all: readonly Withheld[]): Way {
  const roles = way.roles.map((giving) => {
    const withheld = all.find((one) =>
      'role' in one.side
        ? withIncluded(policy, giving.role).includes(one.side.role)
        : isWithheld([one], { target, entitlement }),
    );
    return withheld ? { ...giving, withheld: { ...withheld, ...placeOf(origin, `duty ${withheld.duty}`) } } : giving;
  });
  return { ...way, roles };
}

/** Duties with a waiver of this person, without which something of it would be withheld. */
function waivedFor(asked: Explaining, given: readonly Given[], { withheld }: Separated): Explanation['waived'] {
  const { policy, origin, subject, at } = asked;
  const unwaived = { ...policy, duties: policy.duties.map((duty) => ({ ...duty, waivers: [] })) };
  const otherwise = separate(unwaived, { given, person: subject.person, at }).withheld;
  const before = new Set(withheld.map(({ duty }) => duty));
  const touching = otherwise.filter(
    ({ duty, side }) =>
      !before.has(duty) &&
      ('role' in side
        ? rolesAbove(policy, side.role, asked)
        : side.target === asked.target && side.entitlement === asked.entitlement),
  );
  return [...new Set(touching.map(({ duty }) => duty))].flatMap((duty) => {
    const [waiver] = waiversOf(policy.duties.find(({ id }) => id === duty)?.waivers ?? [], {
      person: subject.person,
      at,
    });
    return waiver ? [{ duty, ...placeOf(origin, `duty ${duty}`), ...waiver }] : [];
  });
}

type Waiver = Policy['duties'][number]['waivers'][number];

/** Those of one person that count at that moment, the longest first. */
function waiversOf(waivers: readonly Waiver[], { person, at }: { readonly person: string; readonly at: number }) {
  return waivers
    .filter((waiver) => waiver.person === person && at < waiverEnd(waiver))
    .sort((a, b) => waiverEnd(b) - waiverEnd(a))
    .map(({ until, reason, approvedBy }) => ({ until, reason, approvedBy }));
}

/** Whether that role, or one that includes it, gives what is asked about. */
function rolesAbove(policy: Policy, side: string, asked: Asked): boolean {
  return Object.keys(policy.roles).some(
    (role) => withIncluded(policy, role).includes(side) && gives(policy, role, asked).length > 0,
  );
}
