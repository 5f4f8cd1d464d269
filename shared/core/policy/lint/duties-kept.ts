// Duties that a role or a rule breaks by itself, so that whoever gets it never gets all of it.
import type { Duty, DutySide } from '../../../model/policy/duty.ts';
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';

export function dutiesKept({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  return policy.duties.flatMap((duty) => {
    const broken = Object.keys(policy.roles).filter((role) => sidesOf(policy, [role], duty).length > 1);
    return [
      ...broken.map((role) =>
        finding(`role "${role}" gives`, ['roles', role], { duty, sides: sidesOf(policy, [role], duty) }),
      ),
      ...policy.rules.flatMap(({ id, roles }, position) => {
        const sides = sidesOf(policy, roles, duty);
        if (sides.length < 2 || roles.some((role) => broken.includes(role))) return [];
        return [finding(`rule "${id}" gives`, ['rules', position], { duty, sides })];
      }),
    ];
  });
}

function finding(
  who: string,
  path: Finding['path'],
  { duty, sides }: { readonly duty: Duty; readonly sides: readonly DutySide[] },
): Finding {
  const [kept, ...others] = sides.map(sideWords);
  return {
    code: 'duty-unsatisfiable',
    path,
    message: `${who} both sides of duty "${duty.id}": ${kept} stays, ${others.join(' and ')} is always withheld`,
  };
}

/** The sides that somebody would hold who is given these roles. */
function sidesOf(policy: Known['policy'], roles: readonly string[], { exclude }: Duty): readonly DutySide[] {
  const held = new Set(roles.flatMap((role) => withIncluded(policy, role)));
  return exclude.filter((side) =>
    'role' in side
      ? held.has(side.role)
      : [...held].some(
          (name) => ownOf(policy.roles[name]?.entitlements, side.target)?.includes(side.entitlement) === true,
        ),
  );
}

function sideWords(side: DutySide): string {
  return 'role' in side ? `role "${side.role}"` : `"${side.entitlement}" at "${side.target}"`;
}
