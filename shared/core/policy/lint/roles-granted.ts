// Roles that nobody can get, and roles that give more than anybody uses.
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';

/** A role is granted by a rule, on request, or within another one that is. */
export function rolesGranted({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  const first = [
    ...policy.rules.flatMap(({ roles }) => roles),
    ...Object.keys(policy.roles).filter((name) => policy.roles[name]?.requestable),
  ];
  const granted = new Set([...new Set(first)].flatMap((name) => withIncluded(policy, name)));
  return Object.keys(policy.roles)
    .filter((name) => !granted.has(name))
    .map((name) => ({
      code: 'role-never-granted',
      path: ['roles', name],
      message: `no rule gives role "${name}", nobody may ask for it, and no role that is given includes it`,
    }));
}

/** Of those who hold something, this share or less uses it. */
const HARDLY = 0.1;
/** Too few people say nothing. */
const FEWEST_PEOPLE = 10;

/** What a role gives and 90 % never use, as far as targets report use. */
export function rolesOverBroad({ policy, usage = {} }: Pick<Known, 'policy' | 'usage'>): readonly Finding[] {
  return Object.entries(policy.roles).flatMap(([name, { entitlements }]) =>
    Object.entries(entitlements).flatMap(([target, given]) =>
      given.flatMap((entitlement, index): readonly Finding[] => {
        const { used, total } = ownOf(ownOf(usage, target), entitlement) ?? { used: 0, total: 0 };
        if (total < FEWEST_PEOPLE || used / total > HARDLY) return [];
        const message = `role "${name}" gives "${entitlement}" at "${target}", and ${used} of the ${total} people who hold it use it; let people ask for it instead`;
        return [{ code: 'role-over-broad', path: ['roles', name, 'entitlements', target, index], message }];
      }),
    ),
  );
}
