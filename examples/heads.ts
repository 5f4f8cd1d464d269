// Counts who gets what of a policy in a whole population.
import { resolve } from '../shared/core/policy/resolve.ts';
import { withIncluded } from '../shared/core/policy/roles.ts';
import type { Subject } from '../shared/core/policy/subject.ts';
import type { Policy } from '../shared/model/policy/policy.ts';

export interface Heads {
  /** People who have the role, by a rule or through another role; each role of the policy, sorted. */
  readonly roles: { readonly [role: string]: number };
  /** People with an account, sorted. */
  readonly targets: { readonly [target: string]: number };
  /** `person: what`, of accounts whose profile cannot be made, and of what a duty keeps from somebody. */
  readonly blocked: readonly string[];
  readonly withheld: readonly string[];
}

export function countHeads(policy: Policy, subjects: readonly Subject[], at: number): Heads {
  const roles = new Map(Object.keys(policy.roles).map((name) => [name, 0]));
  const targets = new Map(Object.keys(policy.mappings).map((name) => [name, 0]));
  const [blocked, withheld]: string[][] = [[], []];
  for (const subject of subjects) {
    const resolved = resolve(policy, subject, at);
    const reasons = Object.values(resolved.targets).flatMap((target) => target.reasons);
    const held = new Set(reasons.flatMap(({ role }) => withIncluded(policy, role)));
    for (const role of held) roles.set(role, (roles.get(role) ?? 0) + 1);
    for (const [target, desired] of Object.entries(resolved.targets)) {
      targets.set(target, (targets.get(target) ?? 0) + 1);
      if (desired.blocked !== undefined) blocked?.push(`${subject.person}: ${desired.blocked} at ${target}`);
    }
    for (const { duty } of resolved.withheld) withheld?.push(`${subject.person}: ${duty}`);
  }
  return { roles: sorted(roles), targets: sorted(targets), blocked: blocked ?? [], withheld: withheld ?? [] };
}

function sorted(counts: ReadonlyMap<string, number>): { readonly [name: string]: number } {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
