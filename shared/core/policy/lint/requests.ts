// Requests to which nobody could say yes, and what is set for requests that nobody can make.
import type { Approval, Approver } from '../../../model/policy/approval.ts';
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';
import { approvalFor, realRisk } from './real-risk.ts';

/** Every role that people may ask for needs enough people who could approve it. */
export function requests({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  return [
    ...Object.entries(policy.roles).flatMap(([name, { requestable }]): readonly Finding[] => {
      const why = requestable ? whyNobody(policy, approvalFor(policy, name), realRisk(policy, name)) : undefined;
      if (why === undefined) return [];
      const path = ['roles', name, 'requestable'];
      return [{ code: 'request-unapprovable', path, message: `nobody could approve a request for "${name}": ${why}` }];
    }),
    ...unused(policy),
  ];
}

function whyNobody(policy: Known['policy'], approval: Approval | undefined, risk: string): string | undefined {
  if (approval === 'automatic') return undefined;
  if (!approval) return `approvals.yaml has no line for it, nor for risk "${risk}"`;
  const { approvers, quorum } = approval;
  // Whoever holds a role may be many; everybody else is one.
  const held = approvers.filter((one) => 'role' in one);
  if (held.some(({ role }) => isHeld(policy, role))) return undefined;
  const single = new Set(approvers.filter((one) => !('role' in one)).map(singleKey)).size;
  if (single >= quorum) return undefined;
  const nobody = held.map(({ role }) => `nobody gets role "${role}"`);
  return [`it takes ${quorum} and names ${single}`, ...nobody].join(', and ');
}

function isHeld(policy: Known['policy'], role: string): boolean {
  const givesIt = (name: string) => withIncluded(policy, name).includes(role);
  return (
    policy.rules.some(({ roles }) => roles.some(givesIt)) ||
    Object.entries(policy.roles).some(([name, { requestable }]) => requestable && givesIt(name))
  );
}

function singleKey(approver: Approver): string {
  return JSON.stringify(approver);
}

function unused({ roles, approvals, leases }: Known['policy']): readonly Finding[] {
  const finding = (path: Finding['path'], role: string): readonly Finding[] =>
    ownOf(roles, role)?.requestable
      ? []
      : [
          {
            code: 'request-setting-unused',
            path,
            message: `nobody may ask for role "${role}"; write "requestable: true" there, or remove this`,
          },
        ];
  return [
    ...Object.keys(approvals.roles).flatMap((role) => finding(['approvals', 'roles', role], role)),
    ...Object.keys(leases).flatMap((role) => finding(['leases', role], role)),
  ];
}
