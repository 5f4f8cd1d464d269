// What protects people and is weaker than in another version: a plan may show nobody whom it concerns today.
import type { Approval } from '../../../model/policy/approval.ts';
import type { Duty, DutySide } from '../../../model/policy/duty.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { ownOf } from '../own.ts';
import type { Code, Finding, Known } from './finding.ts';
import { approvalFor } from './real-risk.ts';

type Path = Finding['path'];

/** Duties, limits, approvals, leases and risks that hold less than those of `base`. */
export function weakerThanBase({ policy, base }: Pick<Known, 'policy' | 'base'>): readonly Finding[] {
  if (!base) return [];
  return [
    ...duties(base, policy),
    ...limits(base, policy),
    ...approvals(base, policy),
    ...leases(base, policy),
    ...risks(base, policy),
  ];
}

function finding(code: Code, path: Path, message: string): Finding {
  return { code, path, message: `${message} than before` };
}

function gone(code: Code, path: Path, what: string): Finding {
  return { code, path, message: `${what} is gone` };
}

function duties(base: Policy, policy: Policy): readonly Finding[] {
  return base.duties.flatMap((before) => {
    const position = policy.duties.findIndex(({ id }) => id === before.id);
    const after = policy.duties[position];
    if (!after) return [gone('duty-weaker', ['duties'], `duty "${before.id}"`)];
    return [...sides(before, after, position), ...waivers(before, after, position)];
  });
}

function sides(before: Duty, after: Duty, position: number): readonly Finding[] {
  const left = new Set(after.exclude.map(sideKey));
  return before.exclude
    .filter((side) => !left.has(sideKey(side)))
    .map((side) => {
      const what = 'role' in side ? `role "${side.role}"` : `"${side.entitlement}" at "${side.target}"`;
      return gone('duty-weaker', ['duties', position], `${what} of duty "${after.id}"`);
    });
}

function sideKey(side: DutySide): string {
  return 'role' in side ? JSON.stringify([side.role]) : JSON.stringify([side.target, side.entitlement]);
}

function waivers(before: Duty, after: Duty, position: number): readonly Finding[] {
  const until = new Map(before.waivers.map((waiver) => [waiver.person, waiver.until]));
  return after.waivers.flatMap((waiver, index) => {
    if (waiver.until <= (until.get(waiver.person) ?? '')) return [];
    const path = ['duties', position, 'waivers', index];
    return [finding('duty-weaker', path, `duty "${after.id}" is waived for "${waiver.person}" for longer`)];
  });
}

function limits(base: Policy, policy: Policy): readonly Finding[] {
  return (['hourPercent', 'dayPercent'] as const)
    .filter((name) => policy.limits[name] > base.limits[name])
    .map((name) =>
      finding(
        'limit-weaker',
        ['limits', name],
        `${name} lets ${policy.limits[name]} % lose something, not ${base.limits[name]} %: more`,
      ),
    );
}

/** Of roles that both versions have, by what applies to them; and lines that are gone. */
function approvals(base: Policy, policy: Policy): readonly Finding[] {
  const lines = (['risks', 'roles'] as const).flatMap((kind) =>
    Object.keys(base.approvals[kind])
      .filter((name) => !Object.hasOwn(policy.approvals[kind], name))
      .map((name) =>
        gone('approval-weaker', ['approvals'], `the approval of ${kind === 'risks' ? 'risk' : 'role'} "${name}"`),
      ),
  );
  const roles = Object.keys(policy.roles)
    .filter((name) => Object.hasOwn(base.roles, name) && isEasier(approvalOf(base, name), approvalOf(policy, name)))
    .map((name) => finding('approval-weaker', ['roles', name], `role "${name}" is approved more easily`));
  return [...lines, ...roles];
}

/** Undefined where nobody may ask, or nobody could approve. */
function approvalOf(policy: Policy, name: string): Approval | undefined {
  return ownOf(policy.roles, name)?.requestable ? approvalFor(policy, name) : undefined;
}

function isEasier(before: Approval | undefined, after: Approval | undefined): boolean {
  if (after === undefined || before === 'automatic') return false;
  if (before === undefined || after === 'automatic') return true;
  const known = new Set(before.approvers.map((one) => JSON.stringify(one)));
  return after.quorum < before.quorum || after.approvers.some((one) => !known.has(JSON.stringify(one)));
}

function leases(base: Policy, policy: Policy): readonly Finding[] {
  return Object.entries(base.leases).flatMap(([role, before]) => {
    const after = ownOf(policy.leases, role);
    if (!after) return [gone('lease-weaker', ['leases'], `the lease of role "${role}"`)];
    const isLonger = after.hours > before.hours || (after.renewable && !before.renewable);
    return isLonger ? [finding('lease-weaker', ['leases', role], `role "${role}" stays longer`)] : [];
  });
}

const RISKS = ['low', 'medium', 'high'];

function risks(base: Policy, policy: Policy): readonly Finding[] {
  const rank = (risk: string | undefined) => RISKS.indexOf(risk ?? '');
  const roles = Object.entries(base.roles)
    .filter(([name, { risk }]) => Object.hasOwn(policy.roles, name) && rank(policy.roles[name]?.risk) < rank(risk))
    .map(([name]) => finding('risk-weaker', ['roles', name, 'risk'], `role "${name}" is of a lower risk`));
  const entries = Object.entries(base.entitlements).flatMap(([target, known]) =>
    Object.entries(known)
      .filter(
        ([entitlement, { risk }]) => rank(ownOf(ownOf(policy.entitlements, target), entitlement)?.risk) < rank(risk),
      )
      .map(([entitlement]) =>
        finding(
          'risk-weaker',
          ['entitlements', target, entitlement],
          `"${entitlement}" at "${target}" is of a lower risk`,
        ),
      ),
  );
  return [...roles, ...entries];
}
