// The entitlement graph of a policy: rules give roles, roles include roles and give entitlements, duties touch both.
import type { Origin } from '../../model/policy/origin.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { reachOf } from './reached.ts';
import { withIncluded } from './roles.ts';

/** A policy with where its parts were written. */
export interface Mapped {
  readonly bundle: Policy;
  readonly origin?: Origin | undefined;
}

/** `place`: file and line, where they are known. */
export interface Placed {
  readonly name: string;
  readonly place?: string;
}

/** A part of the policy under its name. */
export function placed({ origin }: Mapped, kind: 'rule' | 'role' | 'duty', name: string): Placed {
  const place = origin?.places[`${kind} ${name}`];
  return { name, ...(place !== undefined && { place }) };
}

/** The roles that give what a role gives because they include it, the role first. */
export function withIncluding(policy: Policy, role: string): readonly string[] {
  const above = Object.keys(policy.roles).filter((name) => name !== role && withIncluded(policy, name).includes(role));
  return [role, ...above.sort()];
}

/** Duties with a side among these roles, what they include, and what they give, by id. */
export function dutiesTouching(mapped: Mapped, roles: readonly string[]): readonly Placed[] {
  const { bundle } = mapped;
  const included = new Set(roles.flatMap((role) => withIncluded(bundle, role)));
  const given = new Set(reachOf(bundle, roles).map(({ target, entitlement }) => `${target}\n${entitlement}`));
  return bundle.duties
    .filter(({ exclude }) =>
      exclude.some((side) =>
        'role' in side ? included.has(side.role) : given.has(`${side.target}\n${side.entitlement}`),
      ),
    )
    .map(({ id }) => placed(mapped, 'duty', id))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Rules that give one of these roles, by id. */
export function rulesGiving(mapped: Mapped, roles: readonly string[]): readonly Placed[] {
  return mapped.bundle.rules
    .filter((rule) => rule.roles.some((role) => roles.includes(role)))
    .map(({ id }) => placed(mapped, 'rule', id))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
