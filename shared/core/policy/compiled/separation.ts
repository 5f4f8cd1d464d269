// Duties over roles whose sides are known beforehand: only duties of which somebody holds two sides are gone through.
import type { Duty, DutySide } from '../../../model/policy/duty.ts';
import type { Policy } from '../../../model/policy/policy.ts';
import { type Given, isWithheld, type Separated, type Withheld } from '../duties.ts';
import type { Catalogue } from './catalogue.ts';

/** Keeps duties apart, but those whose id is waived. */
export type Separation = (given: readonly Given[], waived: readonly string[]) => Separated;

type Sides = ReadonlyMap<Duty, readonly DutySide[]>;

export function separationOf({ duties }: Pick<Policy, 'duties'>, catalogue: Catalogue): Separation {
  const sorted = [...duties].sort((a, b) => (a.id < b.id ? -1 : 1));
  const known = new Map<string, Sides>();
  const sidesOf = (role: string) => {
    const found = known.get(role) ?? sidesIn(sorted, role, catalogue);
    known.set(role, found);
    return found;
  };
  return (given, waived) => {
    let left = given;
    const withheld: Withheld[] = [];
    for (const duty of inQuestion(sorted, given, sidesOf)) {
      if (waived.includes(duty.id)) continue;
      const gives = (role: string, side: DutySide) => sidesOf(role).get(duty)?.includes(side) === true;
      const [keeps, ...others] = duty.exclude.filter(
        (side) => !isWithheld(withheld, side) && left.some(({ role }) => gives(role, side)),
      );
      if (!keeps) continue;
      for (const side of others) {
        withheld.push({ duty: duty.id, side, keeps });
        if ('role' in side) left = left.filter(({ role }) => !gives(role, side));
      }
    }
    return { given: left, withheld };
  };
}

/** The duties of which these roles give at least two sides, in their order. */
function inQuestion(
  sorted: readonly Duty[],
  given: readonly Given[],
  sidesOf: (role: string) => Sides,
): readonly Duty[] {
  const held = new Map<Duty, Set<DutySide>>();
  for (const { role } of given)
    for (const [duty, sides] of sidesOf(role)) {
      const all = held.get(duty) ?? new Set();
      for (const side of sides) all.add(side);
      held.set(duty, all);
    }
  return sorted.filter((duty) => (held.get(duty)?.size ?? 0) > 1);
}

function sidesIn(sorted: readonly Duty[], role: string, { within, own, numberOf }: Catalogue): Sides {
  const names = new Set(within(role));
  const numbers = new Set([...names].flatMap(own));
  return new Map(
    sorted.flatMap((duty) => {
      const sides = duty.exclude.filter((side) =>
        'role' in side ? names.has(side.role) : numbers.has(numberOf(side.target, side.entitlement) as number),
      );
      return sides.length === 0 ? [] : [[duty, sides] as const];
    }),
  );
}
