// What a role, a rule, an entitlement or a person reaches, and who reaches it: the entitlement graph from where somebody stands.
import type { Risk } from '../../model/policy/role.ts';
import { targetsWith } from './entitled-targets.ts';
import { dutiesTouching, type Mapped, type Placed, placed, rulesGiving, withIncluding } from './graph.ts';
import { answering, highestRisk, type Reached, reachOf, rolesHaving } from './reached.ts';
import { withIncluded } from './roles.ts';

/** A role as it is described. */
export interface RoleCard extends Placed {
  readonly owner: string;
  readonly risk: Risk;
  readonly description: string;
  readonly requestable: boolean;
}

export type Reach =
  | {
      readonly kind: 'role';
      readonly role: RoleCard;
      readonly rules: readonly Placed[];
      readonly includes: readonly Placed[];
      readonly includedBy: readonly Placed[];
      readonly entitlements: readonly Reached[];
      readonly duties: readonly Placed[];
      readonly highestRisk: Risk;
    }
  | {
      readonly kind: 'rule';
      readonly rule: Placed;
      readonly roles: readonly RoleCard[];
      readonly entitlements: readonly Reached[];
      readonly duties: readonly Placed[];
      readonly highestRisk: Risk;
    }
  | {
      readonly kind: 'entitlement';
      readonly entitlement: string;
      readonly at: readonly EntitlementReach[];
    };

/** One entitlement at one target. `includedBy`: roles that give it because they include one that has it. */
export interface EntitlementReach {
  readonly target: string;
  readonly owners: readonly string[];
  readonly risk: Risk;
  readonly roles: readonly RoleCard[];
  readonly includedBy: readonly Placed[];
  readonly rules: readonly Placed[];
  readonly duties: readonly Placed[];
}

/** Of a role that is there. */
export function reachOfRole(mapped: Mapped, name: string): Reach {
  const { bundle } = mapped;
  const entitlements = reachOf(bundle, [name]);
  return {
    kind: 'role',
    role: cardOf(mapped, name),
    rules: rulesGiving(mapped, withIncluding(bundle, name)),
    includes: withIncluded(bundle, name)
      .slice(1)
      .map((role) => placed(mapped, 'role', role)),
    includedBy: withIncluding(bundle, name)
      .slice(1)
      .map((role) => placed(mapped, 'role', role)),
    entitlements,
    duties: dutiesTouching(mapped, [name]),
    highestRisk: riskOf(mapped, [name], entitlements),
  };
}

/** Of a rule that is there. */
export function reachOfRule(mapped: Mapped, id: string): Reach {
  const roles = [...new Set(mapped.bundle.rules.find((rule) => rule.id === id)?.roles ?? [])].sort();
  const entitlements = reachOf(mapped.bundle, roles);
  return {
    kind: 'rule',
    rule: placed(mapped, 'rule', id),
    roles: roles.map((role) => cardOf(mapped, role)),
    entitlements,
    duties: dutiesTouching(mapped, roles),
    highestRisk: riskOf(mapped, roles, entitlements),
  };
}

/** Of an entitlement, at every target that has it. */
export function reachOfEntitlement(mapped: Mapped, entitlement: string): Reach {
  const at = targetsWith(mapped.bundle, entitlement).map((target) => entitlementAt(mapped, target, entitlement));
  return { kind: 'entitlement', entitlement, at };
}

function entitlementAt(mapped: Mapped, target: string, entitlement: string): EntitlementReach {
  const { bundle } = mapped;
  const having = rolesHaving(bundle, target, entitlement);
  const above = [...new Set(having.flatMap((role) => withIncluding(bundle, role)))].sort();
  return {
    target,
    ...answering(bundle, target, entitlement),
    roles: having.map((role) => cardOf(mapped, role)),
    includedBy: above.filter((role) => !having.includes(role)).map((role) => placed(mapped, 'role', role)),
    rules: rulesGiving(mapped, above),
    duties: bundle.duties
      .filter(({ exclude }) =>
        exclude.some((side) =>
          'role' in side
            ? above.some((role) => withIncluded(bundle, role).includes(side.role))
            : side.target === target && side.entitlement === entitlement,
        ),
      )
      .map(({ id }) => placed(mapped, 'duty', id)),
  };
}

/** The highest risk of roles, with what they include, and of what they give. */
export function riskOf({ bundle }: Mapped, roles: readonly string[], entitlements: readonly Reached[]): Risk {
  const included = roles.flatMap((role) => withIncluded(bundle, role));
  return highestRisk([
    ...included.flatMap((role) => bundle.roles[role]?.risk ?? []),
    ...entitlements.map(({ risk }) => risk),
  ]);
}

/** A role with what people ask about it. */
export function cardOf(mapped: Mapped, name: string): RoleCard {
  const { owner = '', risk = 'low', description = '', requestable = false } = mapped.bundle.roles[name] ?? {};
  return { ...placed(mapped, 'role', name), owner, risk, description, requestable };
}
