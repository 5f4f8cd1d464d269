// Which version of the policy a person is decided by: the plan's that was applied to them, the one that is tried on them, or everybody's.
import type { InForce, Put, RollOut } from '../../model/policy/in-force.ts';
import { todayIn, zoneOf } from './calendar.ts';
import { isInCohort } from './cohort.ts';
import { matches } from './condition.ts';
import type { AttributeValues } from './subject.ts';

export interface OfPerson {
  readonly id: string;
  readonly pin?: string | undefined;
  /** Asked only where a cohort has a condition. */
  readonly attributes: () => AttributeValues;
}

/** `rollOut`: the attempt whose candidate it is. */
export interface VersionFor extends Put {
  readonly rollOut?: string;
}

/** A live pin before anything else, then the candidate for whom it is tried on, else the version for everybody. */
export function versionFor({ base, rollOut, pins }: InForce, person: OfPerson): VersionFor {
  const pinned = person.pin !== undefined && Object.hasOwn(pins, person.pin) ? pins[person.pin] : undefined;
  if (pinned) return pinned;
  if (rollOut && isTriedOn(rollOut, person)) return { ...rollOut.candidate, rollOut: rollOut.id };
  return base;
}

/**
 * In its cohort, or within its present share of everybody: a later step holds everybody of an earlier one. Days that the
 * cohort's condition names are compared with the day on which the roll-out began, so that nobody moves by themselves.
 */
function isTriedOn({ candidate, cohort, percent, startedAt }: RollOut, { id, attributes }: OfPerson): boolean {
  const share = { name: cohort?.name ?? candidate.version, cohort: { percent } };
  if (isInCohort(share, id, () => true)) return true;
  if (!cohort) return false;
  return isInCohort({ name: cohort.name, cohort: cohort.who }, id, (when) => {
    const values = attributes();
    return matches(when, { attributes: values, today: todayIn(zoneOf(values), startedAt), isOn: () => false });
  });
}
