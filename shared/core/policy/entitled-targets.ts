// Where an entitlement is to be had: the targets at which a role gives it or the catalogue names it.
import type { Policy } from '../../model/policy/policy.ts';
import { nearestName } from '../nearest.ts';

/** The targets of that name, sorted; every one with a mapping for `account`. */
export function targetsWith(policy: Policy, entitlement: string): readonly string[] {
  return Object.keys(policy.mappings)
    .filter((target) => entitlement === 'account' || namesAt(policy, target).includes(entitlement))
    .sort();
}

/** All that roles give at a target and the catalogue names there, sorted. */
export function namesAt({ roles, entitlements }: Policy, target: string): readonly string[] {
  const given = Object.values(roles).flatMap((role) =>
    Object.hasOwn(role.entitlements, target) ? (role.entitlements[target] ?? []) : [],
  );
  const catalogue = Object.hasOwn(entitlements, target) ? Object.keys(entitlements[target] ?? {}) : [];
  return [...new Set([...given, ...catalogue])].sort();
}

/** What somebody most likely meant, as in `group:engineering at app`: of one target, or wherever it is to be had. */
export function nearestEntitlements(policy: Policy, name: string, target?: string): readonly string[] {
  const targets = target === undefined ? Object.keys(policy.mappings) : [target];
  const known = targets.flatMap((at) => namesAt(policy, at).map((one) => ({ one, at })));
  const nearest = nearestName(
    name,
    known.map(({ one }) => one),
  );
  return known.filter(({ one }) => one === nearest).map(({ one, at }) => `${one} at ${at}`);
}
