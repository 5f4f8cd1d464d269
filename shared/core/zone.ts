// Calendar days in a person's own time zone, by the runtime's time zone data.
import { DAY } from './timing.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, format);
  return format;
}

/** Whether `zone` is a time zone that this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    formatFor(zone);
    return true;
  } catch {
    return false;
  }
}

/** How far the zone's clock is ahead of UTC at that instant, in ms. */
function offsetAt(instant: number, zone: string): number {
  const part = Object.fromEntries(
    formatFor(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const wall = new Date(0);
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999.
  wall.setUTCFullYear(part.year ?? 0, (part.month ?? 1) - 1, part.day);
  wall.setUTCHours(part.hour ?? 0, part.minute, part.second);
  return wall.getTime() - Math.floor(instant / 1000) * 1000;
}

/** The calendar day (`YYYY-MM-DD`) in a zone at that instant, ms since the epoch. */
export function dayIn(instant: number, zone: string): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 10);
}

/**
 * The first instant of a calendar day (`YYYY-MM-DD`) in a zone, ms since the epoch. Where clocks go back over midnight it
 * comes twice, and the first begins the day; where they skip it (some zones change at 00:00) it is the first instant that exists.
 */
export function startOfDay(date: string, zone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const about = midnight - offsetAt(midnight, zone);
  const before = midnight - offsetAt(about - DAY, zone);
  if (offsetAt(before, zone) === midnight - before) return before;
  const after = midnight - offsetAt(about + DAY, zone);
  return offsetAt(after, zone) === midnight - after ? after : Math.max(before, after);
}

/** The calendar day after `date`, both `YYYY-MM-DD`; undefined after 9999-12-31, the last one that can be written so. */
export function dayAfter(date: string): string | undefined {
  const [day] = new Date(Date.parse(`${date}T00:00:00Z`) + DAY).toISOString().split('T');
  return day?.length === 10 ? day : undefined;
}
