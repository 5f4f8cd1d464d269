// When an answer may change by itself, with the moments of each day remembered.
import type { Policy } from '../../../model/policy/policy.ts';
import { turnsOver, zoneOf } from '../calendar.ts';
import { waiverEnd } from '../duties.ts';
import { attributeOf, type Subject } from '../subject.ts';
import { dayTestsOf } from '../turning.ts';
import { keeping } from './keeping.ts';

/** Days of an attribute that are remembered at most, in all zones together. */
const MOST = 8192;

type Turns = (who: Pick<Subject, 'person' | 'attributes'>, at: number) => number | undefined;

/** The next moment (ms) after `at` at which a day test of somebody turns over or a waiver of theirs ends. */
export function turnsOf(policy: Policy): Turns {
  const tests = Map.groupBy(dayTestsOf(policy), ({ name }) => name);
  const moments = [...tests].map(([name, own]) => ({ name, momentsOf: momentsOf(own) }));
  const waivers = waiversOf(policy);
  return ({ person, attributes }, at) => {
    let next = Number.POSITIVE_INFINITY;
    const take = (moment: number) => {
      if (moment > at && moment < next) next = moment;
    };
    const zone = moments.length === 0 ? '' : zoneOf(attributes);
    for (const { name, momentsOf: turning } of moments) {
      const value = attributeOf(attributes, name);
      if (value !== undefined) for (const moment of turning(value, zone)) take(moment);
    }
    for (const { end } of waivers.get(person) ?? []) take(end);
    return next === Number.POSITIVE_INFINITY ? undefined : next;
  };
}

/** By person, which duties are waived until which moment. */
export function waiversOf({
  duties,
}: Pick<Policy, 'duties'>): ReadonlyMap<string, readonly { readonly duty: string; readonly end: number }[]> {
  const all = duties.flatMap(({ id, waivers }) =>
    waivers.map((waiver) => ({ person: waiver.person, duty: id, end: waiverEnd(waiver) })),
  );
  return Map.groupBy(all, ({ person }) => person);
}

/** Every moment at which one of the tests turns over for a value, in a zone. */
function momentsOf(tests: ReturnType<typeof dayTestsOf>): (value: string, zone: string) => readonly number[] {
  const single = tests.flatMap(({ before, after }) => [{ before }, { after }]);
  const different = [...new Map(single.map((test) => [JSON.stringify(test), test])).values()];
  const kept = keeping<readonly number[]>(MOST);
  return (value, zone) =>
    kept(`${zone} ${value}`, () => {
      const found = different.flatMap((test) => turnsOver(test, value, { at: Number.NEGATIVE_INFINITY, zone }) ?? []);
      return [...new Set(found)];
    });
}
