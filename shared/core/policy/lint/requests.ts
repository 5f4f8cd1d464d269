// Requests to which nobody could say yes, and what is set for requests that nobody can make.
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';
import { couldBeApproved, obtainedRoles, singleApprovers } from './obtained.ts';
import { approvalFor, realRisk } from './real-risk.ts';

/** Every role that people may ask for needs enough people who could approve it. */
export function requests({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const held = obtainedRoles(policy);
  return [
    ...Object.entries(policy.roles).flatMap(([name, { requestable }]): readonly Finding[] => {
      if (!requestable || couldBeApproved(approvalFor(policy, name), held)) return [];
      const message = `nobody could approve a request for "${name}": ${whyNobody(policy, name)}`;
      return [{ code: 'request-unapprovable', path: ['roles', name, 'requestable'], message }];
    }),
    ...unused(policy),
  ];
}

/** Of a role whose approval nobody could give. */
function whyNobody(policy: Known['policy'], name: string): string {
  const approval = approvalFor(policy, name);
  if (!approval || approval === 'automatic')
    return `approvals.yaml has no line for it, nor for risk "${realRisk(policy, name)}"`;
  const nobody = approval.approvers.flatMap((one) => ('role' in one ? [noHolder(policy, one.role)] : []));
  return [`it takes ${approval.quorum} and names ${singleApprovers(approval.approvers)}`, ...nobody].join(', and ');
}

/** Why nobody holds a role that approves: whoever asked for it first would wait for somebody who has it. */
function noHolder(policy: Known['policy'], role: string): string {
  const isAsked = Object.entries(policy.roles).some(
    ([name, { requestable }]) => requestable && withIncluded(policy, name).includes(role),
  );
  return isAsked ? `nobody could be the first to get role "${role}"` : `nobody gets role "${role}"`;
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
