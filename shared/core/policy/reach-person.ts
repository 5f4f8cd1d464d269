// What one person reaches by the policy: rules that match, the roles that they give, what those give, and the duties in between.
import type { Risk } from '../../model/policy/role.ts';
import type { Withheld } from './duties.ts';
import { type Mapped, type Placed, placed } from './graph.ts';
import { cardOf, type RoleCard, riskOf } from './reach.ts';
import { type Reached, reachOf } from './reached.ts';
import { resolve } from './resolve.ts';
import type { Subject } from './subject.ts';

export interface PersonReach {
  readonly kind: 'person';
  readonly person: string;
  readonly status: Subject['status'];
  /** Rules that give them something, with the roles of each. */
  readonly rules: readonly (Placed & { readonly roles: readonly string[] })[];
  readonly roles: readonly RoleCard[];
  readonly entitlements: readonly (Reached & { readonly rules: readonly string[] })[];
  /** Duties of which they hold a side, or would. */
  readonly duties: readonly Placed[];
  readonly withheld: readonly Withheld[];
  readonly highestRisk: Risk;
}

/** As `resolve` answers at `at`, ms. Who does not work here reaches nothing. */
export function reachOfPerson(mapped: Mapped, subject: Subject, at: number): PersonReach {
  const { bundle } = mapped;
  const { targets, withheld } = resolve(bundle, subject, at);
  const reasons = Object.entries(targets).flatMap(([target, { reasons: all }]) =>
    all.map((one) => ({ target, ...one })),
  );
  const roles = sorted(reasons.map(({ role }) => role));
  const held = reachOf(bundle, roles).flatMap((reached) => {
    const rules = sorted(reasons.filter((one) => isOf(one, reached)).map(({ rule }) => rule));
    return rules.length > 0 ? [{ ...reached, rules }] : [];
  });
  return {
    kind: 'person',
    person: subject.person,
    status: subject.status,
    rules: sorted(reasons.map(({ rule }) => rule)).map((rule) => ({
      ...placed(mapped, 'rule', rule),
      roles: sorted(reasons.filter((one) => one.rule === rule).map(({ role }) => role)),
    })),
    roles: roles.map((role) => cardOf(mapped, role)),
    entitlements: held,
    duties: dutiesOf(mapped, { held, roles: sorted(reasons.map(({ role, through }) => through ?? role)), withheld }),
    withheld,
    highestRisk: riskOf(mapped, roles, held),
  };
}

interface Holding {
  readonly held: readonly Reached[];
  /** Roles that give something, through others or not. */
  readonly roles: readonly string[];
  readonly withheld: readonly Withheld[];
}

function dutiesOf(mapped: Mapped, { held, roles, withheld }: Holding): readonly Placed[] {
  const hindered = new Set(withheld.map(({ duty }) => duty));
  return mapped.bundle.duties
    .filter(({ id, exclude }) => {
      const isHolding = exclude.some((side) =>
        'role' in side ? roles.includes(side.role) : held.some((one) => isOf(side, one)),
      );
      return hindered.has(id) || isHolding;
    })
    .map(({ id }) => placed(mapped, 'duty', id))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isOf(
  one: { readonly target: string; readonly entitlement: string },
  { target, entitlement }: { readonly target: string; readonly entitlement: string },
): boolean {
  return one.target === target && one.entitlement === entitlement;
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
