// Which parts of a policy another one changes, by the names that a person finds them by: `rule engineering`, `role clerk`.
import type { Policy } from '../../model/policy/policy.ts';
import { comparePolicies, type PolicyChange } from './compared.ts';

/** What protects people gives nobody anything: only its being another one is to be seen. */
const PROTECTING = /^(limits|approval|lease|duty|entitlements) /;

export function isProtecting(part: string): boolean {
  return PROTECTING.test(part);
}

/** By part, sorted: `rule ID`, `limits dayPercent`, `approval risk high`. Parts that only say the same in another order are not in it. */
export function changedParts(before: Policy, after: Policy): ReadonlyMap<string, PolicyChange['change']> {
  const changes = comparePolicies({ bundle: before }, { bundle: after }).map(
    ({ part, name, change }) => [`${part} ${name}`, change] as const,
  );
  return new Map(changes.sort(([a], [b]) => (a < b ? -1 : 1)));
}
