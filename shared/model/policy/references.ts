// What no part of a policy can check alone: names that another part must know, and ids that must not come twice.
import type { When } from './condition.ts';
import type { Parts } from './parts.ts';

export interface CrossFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The name that is not there, and the part that should have it. */
  readonly missing?: { readonly part: keyof Parts; readonly name: string };
  /** Of what is there twice, where it stands first. */
  readonly first?: readonly (string | number)[];
}

type Place = CrossFault['path'];

/** Faults between parts, each at the name that is wrong. */
export function crossFaults(policy: Parts): readonly CrossFault[] {
  return [
    ...ruleFaults(policy),
    ...roleFaults(policy),
    ...dutyFaults(policy),
    ...requestFaults(policy),
    ...flagFaults(policy),
  ];
}

function ruleFaults(policy: Parts): readonly CrossFault[] {
  const again = twice(policy.rules, { part: 'rules', what: 'rule' });
  return policy.rules.flatMap(({ id, roles, when }, position) => [
    ...again(id, position),
    ...roles.flatMap((role, index) =>
      unknownRole(policy, role, { path: ['rules', position, 'roles', index], who: `rule "${id}"` }),
    ),
    ...unknownFlags(policy, when, ['rules', position, 'when']),
  ]);
}

function roleFaults(policy: Parts): readonly CrossFault[] {
  return Object.entries(policy.roles).flatMap(([name, { entitlements, includes = [] }]) => [
    ...Object.keys(entitlements).flatMap((target) => unmapped(policy, target, ['roles', name, 'entitlements', target])),
    ...includes.flatMap((role, index) =>
      unknownRole(policy, role, { path: ['roles', name, 'includes', index], who: `role "${name}"` }),
    ),
    ...(includesItself(policy, name)
      ? [
          {
            path: ['roles', name, 'includes'],
            message: `role "${name}" includes itself, through ${includes.join(', ')}`,
          },
        ]
      : []),
  ]);
}

function dutyFaults(policy: Parts): readonly CrossFault[] {
  const again = twice(policy.duties, { part: 'duties', what: 'duty' });
  return policy.duties.flatMap(({ id, exclude }, position) => [
    ...again(id, position),
    ...exclude.flatMap((side, index) =>
      'role' in side
        ? unknownRole(policy, side.role, { path: ['duties', position, 'exclude', index, 'role'], who: `duty "${id}"` })
        : unmapped(policy, side.target, ['duties', position, 'exclude', index, 'target']),
    ),
  ]);
}

function requestFaults(policy: Parts): readonly CrossFault[] {
  const { approvals, leases } = policy;
  const approving = [
    ...Object.entries(approvals.risks).map(([risk, approval]) => [['risks', risk], approval] as const),
    ...Object.entries(approvals.roles).map(([role, approval]) => [['roles', role], approval] as const),
  ];
  return [
    ...Object.keys(approvals.roles).flatMap((role) =>
      unknownRole(policy, role, { path: ['approvals', 'roles', role], who: 'an approval' }),
    ),
    ...Object.keys(leases).flatMap((role) => unknownRole(policy, role, { path: ['leases', role], who: 'a lease' })),
    ...approving.flatMap(([place, approval]) =>
      approval === undefined || approval === 'automatic'
        ? []
        : approval.approvers.flatMap((approver, index) =>
            'role' in approver
              ? unknownRole(policy, approver.role, {
                  path: ['approvals', ...place, 'approvers', index, 'role'],
                  who: 'an approval',
                })
              : [],
          ),
    ),
  ];
}

function flagFaults(policy: Parts): readonly CrossFault[] {
  const { flags, cohorts, mappings } = policy;
  return [
    ...Object.entries(flags).flatMap(([name, { cohort }]) =>
      known(cohorts, cohort)
        ? []
        : [
            {
              path: ['flags', name, 'cohort'],
              message: `flag "${name}" names cohort "${cohort}", which is not in cohorts`,
              missing: { part: 'cohorts' as const, name: cohort },
            },
          ],
    ),
    // A cohort that asked for a flag could ask for itself.
    ...Object.entries(cohorts).flatMap(([name, { when }]) =>
      when && flagsIn(when, []).length > 0
        ? [{ path: ['cohorts', name, 'when'], message: `cohort "${name}" asks for a flag; flags ask for cohorts` }]
        : [],
    ),
    ...Object.entries(mappings).flatMap(([target, mapping]) =>
      Object.entries(mapping).flatMap(([field, shape]) =>
        (Array.isArray(shape) ? shape : typeof shape === 'string' ? [] : [shape]).flatMap(({ flag }, index) =>
          unknownFlag(policy, flag, ['mappings', target, field, ...(Array.isArray(shape) ? [index] : []), 'flag']),
        ),
      ),
    ),
  ];
}

function unknownFlags(policy: Parts, when: When, path: Place): readonly CrossFault[] {
  return flagsIn(when, path).flatMap(({ flag, at }) => unknownFlag(policy, flag, at));
}

function unknownFlag({ flags }: Parts, flag: string | undefined, path: Place): readonly CrossFault[] {
  if (flag === undefined || known(flags, flag)) return [];
  return [{ path, message: `flag "${flag}" is not in flags`, missing: { part: 'flags', name: flag } }];
}

function unmapped({ mappings }: Parts, target: string, path: Place): readonly CrossFault[] {
  if (known(mappings, target)) return [];
  return [{ path, message: `target "${target}" has no mapping`, missing: { part: 'mappings', name: target } }];
}

function flagsIn(when: When, path: Place): readonly { readonly flag: string; readonly at: Place }[] {
  const { all = [], any = [], not, flag } = when;
  return [
    ...all.flatMap((part, index) => flagsIn(part, [...path, 'all', index])),
    ...any.flatMap((part, index) => flagsIn(part, [...path, 'any', index])),
    ...(not ? flagsIn(not, [...path, 'not']) : []),
    ...(flag === undefined ? [] : [{ flag, at: [...path, 'flag'] }]),
  ];
}

/** Asked at each position of a list that may have tens of thousands. */
function twice(
  named: readonly { readonly id: string }[],
  { part, what }: { readonly part: string; readonly what: string },
): (id: string, position: number) => readonly CrossFault[] {
  const firsts = new Map<string, number>();
  for (const [position, { id }] of named.entries()) if (!firsts.has(id)) firsts.set(id, position);
  return (id, position) => {
    const first = firsts.get(id);
    if (first === undefined || first === position) return [];
    return [{ path: [part, position, 'id'], message: `${what} "${id}" is there twice`, first: [part, first, 'id'] }];
  };
}

function unknownRole(
  { roles }: Parts,
  role: string,
  { path, who }: { readonly path: Place; readonly who: string },
): readonly CrossFault[] {
  if (known(roles, role)) return [];
  const message = `${who} names role "${role}", which is not in roles`;
  return [{ path, message, missing: { part: 'roles', name: role } }];
}

function includesItself({ roles }: Parts, name: string): boolean {
  const seen = new Set<string>();
  const ahead = [...(roles[name]?.includes ?? [])];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === name) return true;
    if (seen.has(next) || !known(roles, next)) continue;
    seen.add(next);
    ahead.push(...(roles[next]?.includes ?? []));
  }
  return false;
}

function known(names: object, name: string): boolean {
  return Object.hasOwn(names, name);
}
