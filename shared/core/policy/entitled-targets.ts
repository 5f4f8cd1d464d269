// Where an entitlement is to be had: the targets at which a role gives it or the catalogue names it.
import type { Policy } from '../../model/policy/policy.ts';
import { nearestNames } from './nearest-name.ts';

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

/** What somebody most likely meant, as in `group:engineering at app`; of one target, or of all. */
export function nearestEntitlements(policy: Policy, name: string, target?: string): readonly string[] {
  const targets = target === undefined ? Object.keys(policy.mappings) : [target];
  const known = targets.flatMap((at) => namesAt(policy, at).map((one) => ({ one, at })));
  return nearestNames(
    name,
    known.map(({ one }) => one),
  ).flatMap((one) => known.filter((other) => other.one === one).map(({ at }) => `${one} at ${at}`));
}
