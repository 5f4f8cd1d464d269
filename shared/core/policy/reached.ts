// What roles give in the end: entitlements by target, with who answers for each and how risky it is.

import type { Policy } from '../../model/policy/policy.ts';
import type { Risk } from '../../model/policy/role.ts';
import { ownOf } from './own.ts';
import { withIncluded } from './roles.ts';

/** Something that an account may hold; `through`: the included roles that have it, where the role itself has not. */
export interface Reached {
  readonly target: string;
  readonly entitlement: string;
  readonly owners: readonly string[];
  readonly risk: Risk;
  readonly through?: readonly string[];
}

const RISKS: readonly Risk[] = ['low', 'medium', 'high'];

/** All that these roles give, by target and name. The account itself is `account`. */
export function reachOf(policy: Policy, roles: readonly string[]): readonly Reached[] {
  const holders = new Map<string, { target: string; entitlement: string; roles: Set<string> }>();
  for (const role of roles)
    for (const name of withIncluded(policy, role))
      for (const [target, own] of Object.entries(policy.roles[name]?.entitlements ?? {}))
        for (const entitlement of ['account', ...own]) {
          const key = `${target}\n${entitlement}`;
          const known = holders.get(key) ?? { target, entitlement, roles: new Set() };
          known.roles.add(name);
          holders.set(key, known);
        }
  return [...holders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { target, entitlement, roles: by }]) => {
      const isOwn = roles.some((role) => by.has(role));
      return {
        target,
        entitlement,
        ...answering(policy, target, entitlement),
        ...(!isOwn && { through: [...by].sort() }),
      };
    });
}

/**
 * Who answers for an entitlement and how risky it is: by the catalogue, else by the least risky roles that have it, since a role
 * is at least as risky as all that it gives.
 */
export function answering(policy: Policy, target: string, entitlement: string): Pick<Reached, 'owners' | 'risk'> {
  const entry = ownOf(ownOf(policy.entitlements, target) ?? {}, entitlement);
  const having = rolesHaving(policy, target, entitlement).flatMap((name) => policy.roles[name] ?? []);
  const least = RISKS.find((risk) => having.some((role) => role.risk === risk)) ?? 'low';
  const owners = having.filter(({ risk }) => risk === least).map(({ owner }) => owner);
  return { owners: entry ? [entry.owner] : [...new Set(owners)].sort(), risk: entry?.risk ?? least };
}

/** Roles that have it of their own, sorted. */
export function rolesHaving({ roles }: Policy, target: string, entitlement: string): readonly string[] {
  return Object.entries(roles)
    .filter(([, { entitlements }]) => {
      const own = ownOf(entitlements, target);
      return own !== undefined && (entitlement === 'account' || own.includes(entitlement));
    })
    .map(([name]) => name)
    .sort();
}

/** The highest of some; `low` of none. */
export function highestRisk(risks: readonly Risk[]): Risk {
  return RISKS[Math.max(0, ...risks.map((risk) => RISKS.indexOf(risk)))] ?? 'low';
}
