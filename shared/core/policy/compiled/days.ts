// Which day it is for whom, asked of the time zone data once a zone and moment.
import { todayIn, ZONE_ATTRIBUTES, zoneOf } from '../calendar.ts';
import type { AttributeValues } from '../subject.ts';
import { attributeOf } from '../subject.ts';

/** Zones remembered at most; there are some 600 names, and people may spell them as they like. */
const MOST = 1024;

export interface Days {
  /** Today for a person at `at`, ms. */
  readonly today: (attributes: AttributeValues, at: number) => string;
}

export function daysOf(): Days {
  const days = new Map<string, string>();
  let moment: number | undefined;
  return {
    today(attributes, at) {
      if (at !== moment) days.clear();
      moment = at;
      const zone = ZONE_ATTRIBUTES.map((name) => attributeOf(attributes, name)).join('\n');
      const known = days.get(zone);
      if (known !== undefined) return known;
      const today = todayIn(zoneOf(attributes), at);
      if (days.size >= MOST) days.clear();
      days.set(zone, today);
      return today;
    },
  };
}
