// Conditions over attributes, dates and groups; declarative data, no expression language.
import type { Test, When } from '../../model/policy/condition.ts';
import { comparedDay, dayOf } from './calendar.ts';
import { fitsPattern } from './pattern.ts';
import { type AttributeValues, attributeOf, groupsOf } from './subject.ts';

/** What a condition is asked about. */
export interface Circumstances {
  readonly attributes: AttributeValues;
  /** The day in the person's own zone. */
  readonly today: string;
  readonly isOn: (flag: string) => boolean;
}

/** Whether `when` holds: everything that it names. A missing attribute passes only `exists: false`. */
export function matches(when: When, of: Circumstances): boolean {
  const { all, any, not, attributes, groups, flag } = when;
  if (all && !all.every((part) => matches(part, of))) return false;
  if (any && !any.some((part) => matches(part, of))) return false;
  if (not && matches(not, of)) return false;
  if (flag !== undefined && !of.isOn(flag)) return false;
  if (groups && !groupsOf(of.attributes).some((group) => groups.includes(group))) return false;
  return Object.entries(attributes ?? {}).every(([name, test]) =>
    passes(test, attributeOf(of.attributes, name), of.today),
  );
}

/** Whether a value, or its absence, passes one test. */
export function passes(test: Test, value: string | undefined, today: string): boolean {
  if (typeof test === 'string') return value === test;
  if (isList(test)) return test.some((one) => one === value);
  if (test.exists !== undefined && (value !== undefined) !== test.exists) return false;
  const others = Object.keys(test).some((name) => name !== 'exists');
  if (value === undefined) return !others;
  if (test.is !== undefined && value !== test.is) return false;
  if (test.in && !test.in.includes(value)) return false;
  if (test.startsWith !== undefined && !value.startsWith(test.startsWith)) return false;
  if (test.matches !== undefined && !fitsPattern(test.matches, value)) return false;
  return isBetween(test, value, today);
}

/** What is no day is neither before nor after one. */
function isBetween(
  { before, after }: { readonly before?: string | undefined; readonly after?: string | undefined },
  value: string,
  today: string,
): boolean {
  if (before === undefined && after === undefined) return true;
  const day = dayOf(value);
  if (day === undefined) return false;
  const [end, start] = [before, after].map((text) => (text === undefined ? undefined : comparedDay(text, today)));
  if (before !== undefined && (end === undefined || day >= end)) return false;
  return after === undefined || (start !== undefined && day > start);
}

function isList(test: Test): test is readonly string[] & string[] {
  return Array.isArray(test);
}
