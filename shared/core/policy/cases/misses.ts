// What somebody has held against what a case names: exactly, among other things, or not at all.
import type { PolicyCase } from '../../../model/policy/case.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import type { Desired, Reason, Resolved } from '../desired.ts';
import { ownOf } from '../own.ts';
import { withIncluded } from '../roles.ts';

/** One thing that is not as the case says. `because`: what gives it, or would give it. */
export interface Miss {
  readonly kind: 'missing' | 'unwanted' | 'profile' | 'withheld' | 'day' | 'unknown';
  readonly target?: string;
  readonly message: string;
  readonly because: readonly Reason[];
}

type ByTarget = { readonly [target: string]: readonly string[] };

/** In the order of the case: what is missing before what is not wanted. */
export function misses(policy: Policy, tested: PolicyCase, { targets, withheld }: Resolved): readonly Miss[] {
  const { expect, gets = {}, without = {}, profile = {} } = tested;
  return [
    ...(expect ? missing(policy, expect, targets) : []),
    ...(expect ? beyond(expect, targets) : []),
    ...missing(policy, gets, targets),
    ...Object.entries(without).flatMap(([target, names]) => heldAt(target, names, ownOf(targets, target))),
    ...Object.entries(profile).flatMap(([target, fields]) => otherFields(target, fields, ownOf(targets, target))),
    ...(tested.withheld
      ? otherDuties(
          tested.withheld,
          withheld.map(({ duty }) => duty),
        )
      : []),
  ];
}

function missing(policy: Policy, wanted: ByTarget, targets: Resolved['targets']): readonly Miss[] {
  return Object.entries(wanted).flatMap(([target, names]) => {
    const desired = ownOf(targets, target);
    const has = desired?.wish.entitlements ?? [];
    const all = desired ? names : ['account', ...names];
    return all
      .filter((name) => !has.includes(name))
      .map(
        (name): Miss => ({
          kind: 'missing',
          target,
          message: name === 'account' ? `no account at "${target}"` : `no "${name}" at "${target}"`,
          because: waysTo(policy, target, name),
        }),
      );
  });
}

/** What a person has and the case does not name. */
function beyond(wanted: ByTarget, targets: Resolved['targets']): readonly Miss[] {
  return Object.entries(targets).flatMap(([target, desired]) => {
    const named = ownOf(wanted, target);
    const extra = desired.wish.entitlements.filter((name) => !named?.includes(name));
    const names = named === undefined && extra.length === 0 ? ['account'] : extra;
    return names.map((name) => unwanted(target, name, desired));
  });
}

function heldAt(target: string, names: readonly string[], desired: Desired | undefined): readonly Miss[] {
  if (!desired) return [];
  if (names.length === 0) return [unwanted(target, 'account', desired)];
  return names
    .filter((name) => desired.wish.entitlements.includes(name))
    .map((name) => unwanted(target, name, desired));
}

function unwanted(target: string, name: string, { reasons }: Desired): Miss {
  const what = name === 'account' ? 'an account' : `"${name}"`;
  const because = reasons.filter(({ entitlement }) => entitlement === name);
  return { kind: 'unwanted', target, message: `${what} at "${target}"`, because };
}

function otherFields(
  target: string,
  fields: { readonly [field: string]: string },
  desired: Desired | undefined,
): readonly Miss[] {
  return Object.entries(fields).flatMap(([field, value]): readonly Miss[] => {
    const given = ownOf(desired?.wish.profile, field);
    if (given === value) return [];
    const is = given === undefined ? 'is not there' : `is "${given}"`;
    return [{ kind: 'profile', target, message: `${field} at "${target}" ${is}, not "${value}"`, because: [] }];
  });
}

function otherDuties(wanted: readonly string[], found: readonly string[]): readonly Miss[] {
  const miss = (message: string): Miss => ({ kind: 'withheld', message, because: [] });
  return [
    ...wanted.filter((duty) => !found.includes(duty)).map((duty) => miss(`duty "${duty}" keeps nothing from them`)),
    ...[...new Set(found)]
      .filter((duty) => !wanted.includes(duty))
      .map((duty) => miss(`duty "${duty}" keeps something from them`)),
  ];
}

/** Every rule that could give it, whether it holds or not. */
function waysTo(policy: Policy, target: string, entitlement: string): readonly Reason[] {
  return policy.rules.flatMap(({ id, roles }) =>
    roles.flatMap((role) =>
      withIncluded(policy, role).flatMap((name): readonly Reason[] => {
        const given = ownOf(policy.roles[name]?.entitlements, target);
        if (!given || (entitlement !== 'account' && !given.includes(entitlement))) return [];
        return [{ entitlement, rule: id, role, ...(name !== role && { through: name }) }];
      }),
    ),
  );
}
