// What protects people and is weaker than in another version: a plan may show nobody whom it concerns today.

import type { Duty, DutySide } from '../../../model/policy/duty.ts';
import type { Field } from '../../../model/policy/mapping.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { ownOf } from '../own.ts';
import { shapesOf } from '../profile.ts';
import { approvalsWeaker } from './approvals-weaker.ts';
import type { Code, Finding, Known } from './finding.ts';

type Path = Finding['path'];

/** Duties, limits, approvals, leases, risks and unique names that hold less than those of `base`. */
export function weakerThanBase({ policy, base }: Pick<Known, 'policy' | 'base'>): readonly Finding[] {
  if (!base) return [];
  return [
    ...duties(base, policy),
    ...limits(base, policy),
    ...approvalsWeaker(base, policy),
    ...leases(base, policy),
    ...risks(base, policy),
    ...mappings(base, policy),
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

/** Fields that two people may share now. */
function mappings(base: Policy, policy: Policy): readonly Finding[] {
  return Object.entries(base.mappings).flatMap(([target, before]) =>
    Object.entries(before)
      .filter(([field, shape]) => isMoreShared(shape, ownOf(ownOf(policy.mappings, target), field)))
      .map(([field]) => {
        const message = `${field} at "${target}" is less often unique`;
        return finding('mapping-weaker', ['mappings', target, field], message);
      }),
  );
}

/** Whether fewer of its alternatives are kept apart: some instead of all, or none instead of some. */
function isMoreShared(before: Field, after: Field | undefined): boolean {
  if (after === undefined) return false;
  const apart = (field: Field) => {
    const shapes = shapesOf(field);
    return shapes.filter(({ unique }) => unique).length / shapes.length;
  };
  return apart(after) < apart(before);
}
