// Which flags are on for whom.
import type { Policy } from '../../../model/policy/policy.ts';
import { isInCohort } from '../cohort.ts';
import { matches } from '../condition.ts';
import type { Subject } from '../subject.ts';
import type { Days } from './days.ts';

/** Whether a flag is on for a person at `at`, ms. */
export type Flags = (flag: string, who: Pick<Subject, 'person' | 'attributes'>, at: number) => boolean;

export function flagsOf({ flags, cohorts }: Pick<Policy, 'flags' | 'cohorts'>, days: Days): Flags {
  const byFlag = new Map(
    Object.entries(flags).flatMap(([flag, { cohort: name }]) => {
      const cohort = Object.hasOwn(cohorts, name) ? cohorts[name] : undefined;
      return cohort ? [[flag, { name, cohort }] as const] : [];
    }),
  );
  return (flag, { person, attributes }, at) => {
    const named = byFlag.get(flag);
    if (!named) return false;
    // A cohort asks for no flag.
    return isInCohort(named, person, (when) =>
      matches(when, { attributes, today: days.today(attributes, at), isOn: () => false }),
    );
  };
}
