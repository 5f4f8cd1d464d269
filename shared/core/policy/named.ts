// What goes by a name in the policies that are for anybody, and what somebody probably meant by a name that none of them knows.
import type { Policy } from '../../model/policy/policy.ts';
import { nearestName } from '../nearest.ts';
import { nearestEntitlements, targetsWith } from './entitled-targets.ts';

export type NamedKind = 'role' | 'entitlement' | 'rule';

/** What a policy has under that name: a role, an entitlement, or a rule as `rule:ID`. */
export function kindsNamed(policy: Policy, thing: string): readonly NamedKind[] {
  const isRule = thing.startsWith('rule:') && policy.rules.some(({ id }) => id === ruleNamed(thing));
  const isEntitlement = thing === 'account' || (isEntitlementName(thing) && targetsWith(policy, thing).length > 0);
  return [
    ...(Object.hasOwn(policy.roles, thing) ? (['role'] as const) : []),
    ...(isEntitlement ? (['entitlement'] as const) : []),
    ...(isRule ? (['rule'] as const) : []),
  ];
}

export function ruleNamed(thing: string): string {
  return thing.replace(/^rule:/, '');
}

/** Whether it is spelled as targets call what an account may hold: the ledger may know it where no policy does. */
export function isEntitlementName(thing: string): boolean {
  return /^[a-z]+:./.test(thing);
}

/** `; nearest: ...`, or nothing: what goes by a name like it, in any of these policies. */
export function nearestNamed(policies: readonly Policy[], thing: string): string {
  const names = policies.flatMap(({ roles, rules }) => [...Object.keys(roles), ...rules.map(({ id }) => `rule:${id}`)]);
  const near = nearestName(thing, names);
  const entitlements = thing.includes(':') ? policies.flatMap((policy) => nearestEntitlements(policy, thing)) : [];
  return hint([...(near === undefined ? [] : [near]), ...entitlements]);
}

/** The same of entitlements alone. */
export function nearestHeld(policies: readonly Policy[], entitlement: string): string {
  return hint(policies.flatMap((policy) => nearestEntitlements(policy, entitlement)));
}

function hint(like: readonly string[]): string {
  return like.length > 0 ? `; nearest: ${[...new Set(like)].join(', ')}` : '';
}
