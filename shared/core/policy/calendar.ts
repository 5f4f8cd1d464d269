// Days in conditions: what `today+14d` means to a person, and when a test of a day turns over.
import { DAY } from '../timing.ts';
import { dayIn, isZone, startOfDay } from '../zone.ts';
import { type AttributeValues, attributeOf } from './subject.ts';

/** The days that are written with four digits of the year. */
const FIRST = Date.parse('0000-01-01');
const LAST = Date.parse('9999-12-31');

/** The attributes that may say where somebody is: the first one that names a zone counts. */
export const ZONE_ATTRIBUTES = ['timezone', 'zone'] as const;

/** The person's own zone, as an IANA name, or the fallback where no attribute names one. */
export function zoneOf(attributes: AttributeValues, fallback?: string): string {
  const named = [...ZONE_ATTRIBUTES.map((name) => attributeOf(attributes, name)), fallback];
  return named.find((zone) => zone !== undefined && isZone(zone)) ?? 'UTC';
}

/** The day that an attribute's value says, at its beginning: `2027-01-31`, or an instant of that day. Undefined: none. */
export function dayOf(value: string): string | undefined {
  const day = value.slice(0, 'YYYY-MM-DD'.length);
  const isWhole = value === day || value[day.length] === 'T';
  return isWhole && shifted(day, 0) === day ? day : undefined;
}

/** The day that a test compares with, when it is `today` there. Undefined outside of the years 0 to 9999. */
export function comparedDay(text: string, today: string): string | undefined {
  return text.startsWith('today') ? shifted(today, offsetOf(text)) : text;
}

/**
 * When a test of this value turns over next, after `at` (ms); undefined where it never does. `before: today+N` begins to
 * hold on the day after value - N, `after: today+N` ends on the day value - N.
 */
export function turnsOver(
  test: { readonly before?: string | undefined; readonly after?: string | undefined },
  value: string,
  { at, zone }: { readonly at: number; readonly zone: string },
): number | undefined {
  const day = dayOf(value);
  if (day === undefined) return undefined;
  const days = [
    ...(test.before?.startsWith('today') ? [shifted(day, 1 - offsetOf(test.before))] : []),
    ...(test.after?.startsWith('today') ? [shifted(day, -offsetOf(test.after))] : []),
  ];
  const moments = days
    .filter((one) => one !== undefined)
    .map((one) => startOfDay(one, zone))
    .filter((one) => one > at);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** Today in a zone. */
export function todayIn(zone: string, at: number): string {
  return zone === 'UTC' ? new Date(at).toISOString().slice(0, 10) : dayIn(at, zone);
}

/** Days of an offset: `today-2w` is -14. */
function offsetOf(text: string): number {
  if (text === 'today') return 0;
  return Number.parseInt(text.slice('today'.length), 10) * (text.endsWith('w') ? 7 : 1);
}

function shifted(day: string, days: number): string | undefined {
  const moved = Date.parse(`${day}T00:00:00Z`) + days * DAY;
  return moved >= FIRST && moved <= LAST ? new Date(moved).toISOString().slice(0, 10) : undefined;
}
