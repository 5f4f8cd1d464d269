// When the policy's answer about somebody may change although nobody says anything: a day comes, a waiver ends.
import type { When } from '../../model/policy/condition.ts';
import type { Policy } from '../../model/policy/policy.ts';
import { turnsOver, zoneOf } from './calendar.ts';
import { waiverEnd } from './duties.ts';
import { attributeOf, type Subject } from './subject.ts';

type DayTest = { readonly name: string; readonly before?: string | undefined; readonly after?: string | undefined };

/** Every test against today, in rules and cohorts. */
export function dayTestsOf({ rules, cohorts }: Policy): readonly DayTest[] {
  return [...rules.map(({ when }) => when), ...Object.values(cohorts).flatMap(({ when }) => when ?? [])].flatMap(
    testsIn,
  );
}

/** The next moment (ms) after `at` at which the answer may be another one; undefined: never by itself. */
export function nextTurn(
  policy: Policy,
  { person, attributes }: Pick<Subject, 'person' | 'attributes'>,
  { at, tests }: { readonly at: number; readonly tests: readonly DayTest[] },
): number | undefined {
  const zone = zoneOf(attributes);
  const days = tests.flatMap((test) => {
    const value = attributeOf(attributes, test.name);
    return value === undefined ? [] : (turnsOver(test, value, { at, zone }) ?? []);
  });
  const waivers = policy.duties
    .flatMap((duty) => duty.waivers)
    .filter((waiver) => waiver.person === person)
    .map(waiverEnd)
    .filter((end) => end > at && Number.isFinite(end));
  const moments = [...days, ...waivers];
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function testsIn({ all = [], any = [], not, attributes = {} }: When): readonly DayTest[] {
  const own = Object.entries(attributes).flatMap(([name, test]) => {
    if (typeof test === 'string' || Array.isArray(test)) return [];
    const { before, after } = test;
    return [before, after].some((text) => text?.startsWith('today')) ? [{ name, before, after }] : [];
  });
  return [...own, ...[...all, ...any, ...(not ? [not] : [])].flatMap(testsIn)];
}
