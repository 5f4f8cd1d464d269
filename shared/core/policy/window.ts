// The window of a replay: from so long ago, or from a day, up to now.
import { HOUR } from '../timing.ts';

const UNITS: { readonly [unit: string]: number } = { h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };

export const NO_WINDOW = 'is no beginning of a window: give 30d, 12h, 2w, a day such as 2026-11-01, or an instant';

/** Where it begins, ms; undefined where the text says none before `now`. Days begin at midnight UTC. */
export function windowStart(text: string, now: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const start = count === undefined ? dated(text) : now - Number(count) * (UNITS[unit] ?? Number.NaN);
  return start !== undefined && start < now ? start : undefined;
}

function dated(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text))
    return undefined;
  const ms = Date.parse(text);
  const isDay = new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.slice(0, 10) === text.slice(0, 10);
  return Number.isNaN(ms) || !isDay ? undefined : ms;
}
