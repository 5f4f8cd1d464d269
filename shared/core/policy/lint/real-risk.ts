// Risk follows what a role gives: whoever asks for a role gets all of it, whatever the role says of itself.
import type { Approval } from '../../../model/policy/approval.ts';
import type { Risk } from '../../../model/policy/role.ts';
import { ownOf } from '../own.ts';
import { highestRisk } from '../reached.ts';
import { withIncluded } from '../roles.ts';
import type { Finding, Known } from './finding.ts';

type Rated = Pick<Known['policy'], 'roles' | 'entitlements'>;

/** The highest risk of a role, of those that it includes, and of what the catalogue says of their entitlements. */
export function realRisk(policy: Rated, role: string): Risk {
  return highestRisk(reasons(policy, role).map(({ risk }) => risk));
}

/** The line of `approvals.yaml` that a request for a role goes by: its own, else the one of its real risk. */
export function approvalFor(policy: Known['policy'], role: string): Approval | undefined {
  const { roles, risks } = policy.approvals;
  return ownOf(roles, role) ?? risks[realRisk(policy, role)];
}

/** Roles that say less of themselves than what they give says. */
export function risksFollow({ policy }: Pick<Known, 'policy'>): readonly Finding[] {
  return Object.entries(policy.roles).flatMap(([name, { risk }]): readonly Finding[] => {
    const real = realRisk(policy, name);
    const because = reasons(policy, name).find((one) => one.risk === real);
    if (real === risk || !because) return [];
    const message = `role "${name}" says that its risk is ${risk}, and gives ${because.what}, whose risk is ${real}; write "risk: ${real}"`;
    return [{ code: 'role-risk-too-low', path: ['roles', name, 'risk'], message }];
  });
}

/** Of a role and all below it: itself first. */
function reasons(policy: Rated, role: string): readonly { readonly what: string; readonly risk: Risk }[] {
  return withIncluded(policy, role).flatMap((name) => [
    ...(policy.roles[name] ? [{ what: `role "${name}"`, risk: policy.roles[name].risk }] : []),
    ...Object.entries(policy.roles[name]?.entitlements ?? {}).flatMap(([target, given]) =>
      ['account', ...given].flatMap((entitlement) => {
        const risk = ownOf(ownOf(policy.entitlements, target), entitlement)?.risk;
        return risk === undefined ? [] : [{ what: `"${entitlement}" at "${target}"`, risk }];
      }),
    ),
  ]);
}
