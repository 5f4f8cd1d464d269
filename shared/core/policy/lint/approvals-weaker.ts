// Approvals that take less than in another version: by their lines, and by what a role goes by.
import type { Approval } from '../../../model/policy/approval.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { ownOf } from '../own.ts';
import type { Finding } from './finding.ts';
import { approvalFor, realRisk } from './real-risk.ts';

/** Lines that are gone or take less, whoever goes by them today; and roles that go by an easier line. */
export function approvalsWeaker(base: Policy, policy: Policy): readonly Finding[] {
  return [...(['risks', 'roles'] as const).flatMap((kind) => lines(kind, base, policy)), ...roles(base, policy)];
}

function lines(kind: 'risks' | 'roles', base: Policy, policy: Policy): readonly Finding[] {
  const left: { readonly [name: string]: Approval | undefined } = policy.approvals[kind];
  return Object.entries(base.approvals[kind]).flatMap(([name, before]: [string, Approval | undefined]) => {
    const what = `the approval of ${kind === 'risks' ? 'risk' : 'role'} "${name}"`;
    const after = ownOf(left, name);
    if (!after) return [finding(['approvals'], `${what} is gone`)];
    return isEasier(before, after) ? [finding(['approvals', kind, name], `${what} is easier than before`)] : [];
  });
}

/** Where the line is the same as before, it was told already. */
function roles(base: Policy, policy: Policy): readonly Finding[] {
  return Object.keys(policy.roles)
    .filter((name) => Object.hasOwn(base.roles, name))
    .filter((name) => isEasier(approvalOf(base, name), approvalOf(policy, name)))
    .filter((name) => approvalOf(base, name) === undefined || lineOf(base, name) !== lineOf(policy, name))
    .map((name) => finding(['roles', name], `role "${name}" is approved more easily than before`));
}

function finding(path: Finding['path'], message: string): Finding {
  return { code: 'approval-weaker', path, message };
}

/** Undefined where nobody may ask, or nobody could approve. */
function approvalOf(policy: Policy, name: string): Approval | undefined {
  return ownOf(policy.roles, name)?.requestable ? approvalFor(policy, name) : undefined;
}

function lineOf(policy: Policy, name: string): string {
  return Object.hasOwn(policy.approvals.roles, name) ? 'its own' : realRisk(policy, name);
}

function isEasier(before: Approval | undefined, after: Approval | undefined): boolean {
  if (after === undefined || before === 'automatic') return false;
  if (before === undefined || after === 'automatic') return true;
  const known = new Set(before.approvers.map((one) => JSON.stringify(one)));
  return after.quorum < before.quorum || after.approvers.some((one) => !known.has(JSON.stringify(one)));
}
