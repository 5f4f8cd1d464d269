// Duties that exclude each other: of the sides that somebody would hold, the first named stays, the others are withheld.
import type { DutySide } from '../../model/policy/duty.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { dayAfter, startOfDay } from '../zone.ts';
import { withIncluded } from './roles.ts';

/** A role that a rule gives. */
export interface Given {
  readonly rule: string;
  readonly role: string;
}

/** A side of a duty that the person does not get, because of the side that they keep. */
export interface Withheld {
  readonly duty: string;
  readonly side: DutySide;
  readonly keeps: DutySide;
}

export interface Separated {
  readonly given: readonly Given[];
  readonly withheld: readonly Withheld[];
}

/** What is left of the roles after every duty, in the order of their ids, and what is withheld. */
export function separate(
  policy: Policy,
  { given, person, at }: { readonly given: readonly Given[]; readonly person: string; readonly at: number },
): Separated {
  let left = given;
  const withheld: Withheld[] = [];
  for (const duty of [...policy.duties].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (duty.waivers.some((waiver) => waiver.person === person && at < waiverEnd(waiver))) continue;
    const [keeps, ...others] = duty.exclude.filter((side) => isHeld(policy, { given: left, withheld }, side));
    if (!keeps) continue;
    for (const side of others) {
      withheld.push({ duty: duty.id, side, keeps });
      if ('role' in side) left = left.filter(({ role }) => !withIncluded(policy, role).includes(side.role));
    }
  }
  return { given: left, withheld };
}

/** The first moment at which a waiver is over: its last day ends in UTC. */
export function waiverEnd({ until }: { readonly until: string }): number {
  const next = dayAfter(until);
  return next === undefined ? Number.POSITIVE_INFINITY : startOfDay(next, 'UTC');
}

/** Whether what is left still gives that side. */
function isHeld(policy: Policy, { given, withheld }: Separated, side: DutySide): boolean {
  if (isWithheld(withheld, side)) return false;
  return given.some(({ role }) =>
    withIncluded(policy, role).some((name) =>
      'role' in side ? name === side.role : entitlementsAt(policy, name, side.target).includes(side.entitlement),
    ),
  );
}

function entitlementsAt({ roles }: Policy, role: string, target: string): readonly string[] {
  const { entitlements = {} } = roles[role] ?? {};
  return (Object.hasOwn(entitlements, target) && entitlements[target]) || [];
}

/** Whether this entitlement is withheld as one (a withheld role takes its own with it). */
export function isWithheld(withheld: readonly Withheld[], side: DutySide): boolean {
  if ('role' in side) return false;
  return withheld.some(
    (one) => 'target' in one.side && one.side.target === side.target && one.side.entitlement === side.entitlement,
  );
}
