// People whom a policy names and who are not there any more: nobody approves in their place.
import type { Approval } from '../../../model/policy/approval.ts';
import type { Finding, Known } from './finding.ts';

/** Everybody whom a policy names: for whoever looks them up. */
export function peopleNamed(policy: Known['policy']): readonly string[] {
  return [...new Set(namings(policy).map(({ person }) => person))].sort();
}

/** Named people who left, or whom nobody knows. */
export function peopleThere({ policy, people }: Pick<Known, 'policy' | 'people'>): readonly Finding[] {
  if (!people) return [];
  return namings(policy).flatMap(({ person, as, mend, path }): readonly Finding[] => {
    const status = people(person);
    if (status === undefined || status === 'unknown')
      return [{ code: 'approver-unknown', path, message: `nobody knows "${person}", who is named as ${as}` }];
    if (status !== 'left') return [];
    return [{ code: 'approver-left', path, message: `"${person}", who is named as ${as}, has left; ${mend}` }];
  });
}

interface Naming {
  readonly person: string;
  readonly as: string;
  /** What to do when they have left. */
  readonly mend: string;
  readonly path: Finding['path'];
}

function namings({ approvals, duties }: Known['policy']): readonly Naming[] {
  return [
    ...Object.entries({ ...approvals.risks }).flatMap(([risk, one]) => approvers(one, ['approvals', 'risks', risk])),
    ...Object.entries(approvals.roles).flatMap(([role, one]) => approvers(one, ['approvals', 'roles', role])),
    ...duties.flatMap(({ id, waivers }, position) =>
      waivers.map(({ person }, index) => ({
        person,
        as: `somebody with a waiver of duty "${id}"`,
        mend: 'remove the waiver',
        path: ['duties', position, 'waivers', index, 'person'],
      })),
    ),
  ];
}

function approvers(approval: Approval | undefined, path: Finding['path']): readonly Naming[] {
  if (approval === undefined || approval === 'automatic') return [];
  return approval.approvers.flatMap((approver, index) =>
    'person' in approver
      ? [
          {
            person: approver.person,
            as: 'an approver',
            mend: 'name somebody else',
            path: [...path, 'approvers', index, 'person'],
          },
        ]
      : [],
  );
}
