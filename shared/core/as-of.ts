// Which moment somebody means by a date: an instant as it is, a day as its end where the person is.
import { dayAfter, startOfDay } from './zone.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The end of the last day that can be written so. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export const NO_DATE = 'is no date: give a day such as 2026-12-24, or an instant such as 2026-12-24T15:00Z';

/** Whether the text is a day, not an instant. */
export function isDay(text: string): boolean {
  return DAY.test(text);
}

/**
 * ms; undefined where the text is neither. A day that has not ended yet is taken up to `now`, and one to come up to its end.
 */
export function momentOf(
  text: string,
  { zone, now }: { readonly zone: string; readonly now: number },
): number | undefined {
  if (INSTANT.test(text)) return known(Date.parse(text));
  if (!isDay(text) || new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) !== text) return undefined;
  const next = dayAfter(text);
  const begins = startOfDay(text, zone);
  const ends = next === undefined ? LAST : startOfDay(next, zone) - 1;
  return begins <= now && now < ends ? now : ends;
}

/** A moment as it is told: to the second, in UTC, and the day where one was named. */
export function momentWords({ at, day }: { readonly at: number; readonly day?: string }): string {
  const moment = `${new Date(at).toISOString().slice(0, 19)}Z`;
  return day === undefined ? moment : `${day} (up to ${moment})`;
}

function known(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
