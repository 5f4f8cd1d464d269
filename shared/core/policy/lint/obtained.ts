// Which roles somebody can come to hold at all: by a rule that can hold, or on a request that somebody could approve.
import type { Approval, Approver } from '../../../model/policy/approval.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { withIncluded } from '../roles.ts';
import { approvalFor } from './real-risk.ts';
import { widerRules } from './wider-rules.ts';

/**
 * Roles with what they include. Whoever approves as a holder of a role must have it before, so what only waits for itself, or for
 * what waits for it, is not among them.
 */
export function obtainedRoles(policy: Policy): ReadonlySet<string> {
  const { never } = widerRules(policy);
  const given = policy.rules.flatMap(({ roles }, position) => (never.has(position) ? [] : roles));
  const held = new Set(given.flatMap((role) => withIncluded(policy, role)));
  let waiting = Object.keys(policy.roles).filter((name) => policy.roles[name]?.requestable);
  for (let before = -1; before !== waiting.length; ) {
    before = waiting.length;
    waiting = waiting.filter((name) => {
      if (!couldBeApproved(approvalFor(policy, name), held)) return true;
      for (const role of withIncluded(policy, name)) held.add(role);
      return false;
    });
  }
  return held;
}

/** By policy itself, by enough people of whom each is one, or by holders of a role that somebody can hold: they may be many. */
export function couldBeApproved(approval: Approval | undefined, held: ReadonlySet<string>): boolean {
  if (approval === undefined || approval === 'automatic') return approval !== undefined;
  const isHeld = approval.approvers.some((one) => 'role' in one && held.has(one.role));
  return isHeld || singleApprovers(approval.approvers) >= approval.quorum;
}

/** How many of the approvers are one person each. */
export function singleApprovers(approvers: readonly Approver[]): number {
  return new Set(approvers.filter((one) => !('role' in one)).map((one) => JSON.stringify(one))).size;
}
