// Duties that a role, a rule, or two rules for the same people break by themselves, so that whoever gets it never gets all of it.
import type { Duty, DutySide } from '../../../model/policy/duty.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';
import { widerRules } from './wider-rules.ts';

export function dutiesKept({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  return policy.duties.flatMap((duty, position) => {
    const once = { ...duty, exclude: duty.exclude.filter((side, at) => firstOf(duty, side) === at) };
    return [...sidesTwice(duty, position), ...byRoles(policy, once), ...byTwoRules(policy, once)];
  });
}

function firstOf({ exclude }: Duty, side: DutySide): number {
  return exclude.findIndex((one) => sideWords(one) === sideWords(side));
}

function sidesTwice(duty: Duty, position: number): readonly Finding[] {
  return duty.exclude.flatMap((side, at): readonly Finding[] => {
    if (firstOf(duty, side) === at) return [];
    const message = `${sideWords(side)} is there twice in duty "${duty.id}"; a duty has two sides that are not the same`;
    return [{ code: 'duty-unsatisfiable', path: ['duties', position, 'exclude', at], message }];
  });
}

function byRoles(policy: Policy, duty: Duty): readonly Finding[] {
  const broken = new Set(Object.keys(policy.roles).filter((role) => sidesOf(policy, [role], duty).length > 1));
  return [
    ...[...broken].map((role) =>
      finding(`role "${role}" gives`, ['roles', role], { duty, sides: sidesOf(policy, [role], duty) }),
    ),
    ...policy.rules.flatMap(({ id, roles }, position) => {
      const sides = sidesOf(policy, roles, duty);
      if (sides.length < 2 || roles.some((role) => broken.has(role))) return [];
      return [finding(`rule "${id}" gives`, ['rules', position], { duty, sides })];
    }),
  ];
}

/** Rules with one side each, of which one holds wherever the other does. Of two that hold of the same people the later is named. */
function byTwoRules(policy: Policy, duty: Duty): readonly Finding[] {
  const { of, never } = widerRules(policy);
  const sides = policy.rules.map(({ roles }) => sidesOf(policy, roles, duty));
  const told = new Set<number>();
  return [...policy.rules.keys()].toReversed().flatMap((position) => {
    const [own, ...more] = sides[position] ?? [];
    if (!own || more.length > 0 || never.has(position)) return [];
    const isOther = (one: number) => !told.has(one) && sides[one]?.length === 1 && sides[one][0] !== own;
    const [other] = of(position, isOther);
    if (other === undefined) return [];
    told.add(position);
    const both = duty.exclude.filter((side) => side === own || side === sides[other]?.[0]);
    const who = `rule "${policy.rules[position]?.id}", and rule "${policy.rules[other]?.id}" to the same people, give`;
    return [finding(who, ['rules', position], { duty, sides: both })];
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
function sidesOf(policy: Policy, roles: readonly string[], { exclude }: Duty): readonly DutySide[] {
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
