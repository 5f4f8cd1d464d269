// Which parts of a policy another one changes, by the names that a person finds them by: `rule engineering`, `role clerk`.
import type { Policy } from '../../model/policy/policy.ts';
import { policyText } from './canonical.ts';

export type PartChange = 'added' | 'removed' | 'changed';

/** By part, sorted. Parts that only say the same in another order are not in it; limits, approvals and leases give nobody anything. */
export function changedParts(before: Policy, after: Policy): ReadonlyMap<string, PartChange> {
  const [old, now] = [partsOf(before), partsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return new Map(
    names.flatMap((name) => {
      const change = changeOf(old.get(name), now.get(name));
      return change === undefined ? [] : [[name, change] as const];
    }),
  );
}

function changeOf(before: string | undefined, after: string | undefined): PartChange | undefined {
  if (before === after) return undefined;
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
}

/** Each part with its canonical text. */
function partsOf(policy: Policy): ReadonlyMap<string, string> {
  const { roles, rules, duties, mappings, flags, cohorts } = JSON.parse(policyText(policy)) as Policy;
  const byId = (named: readonly { readonly id: string }[]) => named.map((one) => [one.id, one] as const);
  return new Map([
    ...named('role', Object.entries(roles)),
    ...named('rule', byId(rules)),
    ...named('duty', byId(duties)),
    ...named('mapping', Object.entries(mappings)),
    ...named('flag', Object.entries(flags)),
    ...named('cohort', Object.entries(cohorts)),
  ]);
}

function named(
  kind: string,
  parts: readonly (readonly [name: string, part: unknown])[],
): readonly (readonly [string, string])[] {
  return parts.map(([name, part]) => [`${kind} ${name}`, JSON.stringify(part)] as const);
}
