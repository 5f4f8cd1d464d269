// What a policy changes against another one, as far as anybody could notice: which rules, roles, duties, mappings, days.
import type { When } from '../../model/policy/condition.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { shapesOf } from './profile.ts';
import { withIncluded } from './roles.ts';
import { dayTestsOf } from './turning.ts';

export interface Revision {
  /** Ids of rules that may hold for others than before: another condition, another cohort of a flag in it, new, gone. */
  readonly moved: ReadonlySet<string>;
  /** Whether a rule of both gives something else: other roles, or a role with or below it that is another. */
  readonly givesOtherwise: (rule: string) => boolean;
  /** Duties, their waivers apart. */
  readonly duties: boolean;
  /** People of whom other duties are waived, or for another time. */
  readonly waived: ReadonlySet<string>;
  /** Targets whose profiles may be others. */
  readonly mappings: ReadonlySet<string>;
  /** Attributes that a test against today looks at that was not there, or is not any more. */
  readonly days: ReadonlySet<string>;
}

export function revisionOf(before: Policy, after: Policy): Revision {
  const roles = different(before.roles, after.roles);
  const cohorts = different(before.cohorts, after.cohorts);
  const cohortOf = ({ flags }: Policy, flag: string) => (Object.hasOwn(flags, flag) ? flags[flag]?.cohort : undefined);
  const isFlagOther = (flag: string) => {
    const [old, now] = [cohortOf(before, flag), cohortOf(after, flag)];
    return old !== now || (now !== undefined && cohorts.has(now));
  };
  const [old, now] = [rulesById(before), rulesById(after)];
  const conditions = different(
    mapped(old, ({ when }) => when),
    mapped(now, ({ when }) => when),
  );
  const byFlag = after.rules.filter(({ when }) => flagsIn(when).some(isFlagOther)).map(({ id }) => id);
  const given = different(
    mapped(old, ({ roles: all }) => all),
    mapped(now, ({ roles: all }) => all),
  );
  // What it includes no longer was included by one that is another now.
  const isRoleOther = (role: string) => withIncluded(after, role).some((name) => roles.has(name));
  return {
    moved: new Set([...conditions, ...byFlag]),
    givesOtherwise: (rule) => given.has(rule) || now[rule]?.roles.some(isRoleOther) === true,
    duties: different(dutiesById(before), dutiesById(after)).size > 0,
    waived: different(waiversByPerson(before), waiversByPerson(after)),
    mappings: new Set([...different(before.mappings, after.mappings), ...flagged(after, isFlagOther)]),
    days: daysBetween(before, after),
  };
}

type Named<T> = { readonly [name: string]: T };

/** Names of what is not the same in both. */
function different(before: Named<unknown>, after: Named<unknown>): ReadonlySet<string> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const of = (all: Named<unknown>, name: string) => (Object.hasOwn(all, name) ? all[name] : undefined);
  return new Set(
    [...names].filter((name) => {
      const [old, now] = [of(before, name), of(after, name)];
      return old !== now && JSON.stringify(old) !== JSON.stringify(now);
    }),
  );
}

function mapped<T, R>(all: Named<T>, make: (one: T) => R): Named<R> {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, make(one)]));
}

function rulesById({ rules }: Policy): Named<Policy['rules'][number]> {
  return Object.fromEntries(rules.map((rule) => [rule.id, rule]));
}

function dutiesById({ duties }: Policy): Named<unknown> {
  return Object.fromEntries(duties.map(({ id, exclude }) => [id, exclude]));
}

function waiversByPerson({ duties }: Policy): Named<unknown> {
  const all = duties.flatMap(({ id, waivers }) =>
    waivers.map(({ person, until }) => ({ person, text: `${id} ${until}` })),
  );
  const byPerson = [...Map.groupBy(all, ({ person }) => person)];
  return Object.fromEntries(byPerson.map(([person, own]) => [person, own.map(({ text }) => text).sort()]));
}

/** Targets in whose mapping one of those flags stands. */
function flagged({ mappings }: Policy, isOther: (flag: string) => boolean): readonly string[] {
  return Object.entries(mappings).flatMap(([target, mapping]) => {
    const shapes = Object.values(mapping).flatMap(shapesOf);
    return shapes.some(({ flag }) => flag !== undefined && isOther(flag)) ? [target] : [];
  });
}

function daysBetween(before: Policy, after: Policy): ReadonlySet<string> {
  const testsIn = (policy: Policy) => new Map(dayTestsOf(policy).map((test) => [JSON.stringify(test), test.name]));
  const [old, now] = [testsIn(before), testsIn(after)];
  const changed = [...old, ...now].filter(([text]) => !old.has(text) || !now.has(text));
  return new Set(changed.map(([, name]) => name));
}

function flagsIn({ all = [], any = [], not, flag }: When): readonly string[] {
  return [...(flag === undefined ? [] : [flag]), ...[...all, ...any, ...(not ? [not] : [])].flatMap(flagsIn)];
}
