// What of a policy's change makes somebody gain or lose something: the rule, role, duty or mapping that is another one now.
import type { When } from '../model/policy/condition.ts';
import type { Field } from '../model/policy/mapping.ts';
import type { Policy } from '../model/policy/policy.ts';
import type { Delta } from './diff.ts';
import type { Desired, Reason } from './policy/desired.ts';
import type { Withheld } from './policy/duties.ts';
import { withIncluded } from './policy/roles.ts';

/** What one policy answers about a person. */
export interface Side {
  readonly policy: Policy;
  readonly targets: { readonly [target: string]: Desired };
  readonly withheld: readonly Withheld[];
}

export interface Compared {
  readonly before: Side;
  readonly after: Side;
  /** Whether a part such as `rule engineering` is another one after. */
  readonly isChanged: (part: string) => boolean;
}

/** No part of the policy: what is known of the person says something else now. */
export const FACTS = 'facts';

/** The parts that cause a delta, sorted; `facts` where it is none of the policy's doing. */
export function causesOf({ target, gains, loses, profileOnly }: Delta, compared: Compared): readonly string[] {
  const { before, after, isChanged } = compared;
  const mapped = profileOnly ? mappingParts(after.policy, target).filter(isChanged) : [];
  const given = gains.flatMap((name) => partsBehind({ target, name }, { gives: after, keeps: before, isChanged }));
  const taken = loses.flatMap((name) => partsBehind({ target, name }, { gives: before, keeps: after, isChanged }));
  const found = [...new Set([...mapped, ...given, ...taken])].sort();
  return found.length > 0 ? found : [FACTS];
}

interface Entitled {
  readonly target: string;
  readonly name: string;
}

interface Sides {
  /** The policy that gives it, and the one that does not. */
  readonly gives: Side;
  readonly keeps: Side;
  readonly isChanged: (part: string) => boolean;
}

/** Why one policy gives what the other one does not: a part on the way to it, or a duty that keeps it. */
function partsBehind({ target, name }: Entitled, { gives, keeps, isChanged }: Sides): readonly string[] {
  const reasons = (gives.targets[target]?.reasons ?? []).filter(({ entitlement }) => entitlement === name);
  const duties = keeps.withheld
    .filter(({ side }) =>
      'role' in side
        ? reasons.some(({ role }) => withIncluded(gives.policy, role).includes(side.role))
        : side.target === target && side.entitlement === name,
    )
    .map(({ duty }) => `duty ${duty}`)
    .filter(isChanged);
  const direct = reasons.flatMap((reason) => partsOf(gives.policy, reason)).filter(isChanged);
  if (direct.length + duties.length > 0) return [...direct, ...duties];
  return reasons
    .flatMap(({ role }) => withIncluded(gives.policy, role).map((included) => `role ${included}`))
    .filter(isChanged);
}

function partsOf(policy: Policy, { rule: id, role, through }: Reason): readonly string[] {
  const hasFlags = Object.keys(policy.flags).length > 0;
  const rule = hasFlags ? policy.rules.find((one) => one.id === id) : undefined;
  return [
    `rule ${id}`,
    `role ${role}`,
    ...(through === undefined ? [] : [`role ${through}`]),
    ...(rule ? flagParts(policy, flagsIn(rule.when)) : []),
  ];
}

function mappingParts(policy: Policy, target: string): readonly string[] {
  const fields = Object.values(policy.mappings[target] ?? {});
  return [`mapping ${target}`, ...flagParts(policy, fields.flatMap(flagsOf))];
}

function flagsOf(field: Field): readonly string[] {
  if (typeof field === 'string') return [];
  return (Array.isArray(field) ? field : [field]).flatMap(({ flag }) => flag ?? []);
}

function flagParts({ flags }: Policy, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [`flag ${name}`, ...(flags[name] ? [`cohort ${flags[name].cohort}`] : [])]);
}

function flagsIn({ all = [], any = [], not, flag }: When): readonly string[] {
  return [...(flag === undefined ? [] : [flag]), ...[...all, ...any, ...(not ? [not] : [])].flatMap(flagsIn)];
}
