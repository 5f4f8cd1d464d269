// Which parts of a policy another one changes, by the names that a person finds them by: `rule engineering`, `role clerk`.
import type { Policy } from '../../model/policy/policy.ts';
import { comparePolicies, type PolicyChange } from './compared.ts';

/** The parts that give somebody something; limits, approvals and leases give nobody anything. */
const GIVING = ['role', 'rule', 'duty', 'mapping', 'flag', 'cohort'];

/** By part, sorted. Parts that only say the same in another order are not in it. */
export function changedParts(before: Policy, after: Policy): ReadonlyMap<string, PolicyChange['change']> {
  const changes = comparePolicies({ bundle: before }, { bundle: after })
    .filter(({ part }) => GIVING.includes(part))
    .map(({ part, name, change }) => [`${part} ${name}`, change] as const);
  return new Map(changes.sort(([a], [b]) => (a < b ? -1 : 1)));
}
