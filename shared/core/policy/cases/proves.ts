// Whether a test can fail at all: what names nothing, or nothing that anybody could get, passes whatever the policy says.
import type { PolicyCase } from '../../../model/policy/case.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { ownOf } from '../own.ts';

type ByTarget = { readonly [target: string]: readonly string[] };

/** False where nothing that it says could ever be otherwise. */
export function provesSomething({ roles }: Pick<Policy, 'roles'>, tested: PolicyCase): boolean {
  const { expect, gets = {}, without = {}, profile = {}, withheld } = tested;
  return (
    expect !== undefined ||
    withheld !== undefined ||
    Object.keys(gets).length > 0 ||
    Object.values(profile).some((fields) => Object.keys(fields).length > 0) ||
    Object.keys(without).length > neverGiven(roles, without).length
  );
}

/** Of what somebody must not have, the targets of which every name is one that no role gives there. */
function neverGiven(roles: Policy['roles'], without: ByTarget): readonly string[] {
  const isGiven = (target: string, name: string) =>
    Object.values(roles).some(({ entitlements }) => {
      const own = ownOf(entitlements, target);
      return own !== undefined && (name === 'account' || own.includes(name));
    });
  return Object.keys(without).filter((target) => {
    const names = ownOf(without, target) ?? [];
    return !(names.length === 0 ? ['account'] : names).some((name) => isGiven(target, name));
  });
}
