// Which day it is: asked of the time zone data once for each zone and moment.
import { describe, expect, it } from 'vitest';
import { daysOf } from '../../../../shared/core/policy/compiled/days.ts';

const NOON = Date.parse('2026-06-15T12:00:00Z');
const LATER = NOON + 12 * 3_600_000;

/** Somebody of a zone; `looks` counts how often it was looked at: once to find what is known, twice where nothing is. */
function inZone(timezone: string) {
  let looks = 0;
  const attributes = {
    get timezone() {
      looks++;
      return timezone;
    },
  };
  return { attributes, looks: () => looks };
}

describe('the day', () => {
  it('is that of the zone, and UTC where there is none', () => {
    const { today } = daysOf();
    expect(today({ timezone: 'Pacific/Kiritimati' }, NOON)).toBe('2026-06-16');
    expect(today({ timezone: 'UTC' }, NOON)).toBe('2026-06-15');
    expect(today({}, NOON)).toBe('2026-06-15');
    expect(today({ timezone: 'Pacific/Kiritimati' }, NOON)).toBe('2026-06-16');
  });

  it('is told apart where two attributes together spell a zone', () => {
    const { today } = daysOf();
    expect(today({ timezone: 'Pacific/', zone: 'Kiritimati' }, NOON)).toBe('2026-06-15');
    expect(today({ timezone: 'Pacific/Kiritimati' }, NOON)).toBe('2026-06-16');
  });

  it('is another one at another moment, and again the first', () => {
    const { today } = daysOf();
    expect([NOON, LATER, NOON].map((at) => today({}, at))).toEqual(['2026-06-15', '2026-06-16', '2026-06-15']);
  });

  it('is looked up once for a zone and moment', () => {
    const { today } = daysOf();
    const oslo = inZone('Europe/Oslo');
    for (let times = 0; times < 3; times++) today(oslo.attributes, NOON);
    expect(oslo.looks()).toBe(2 + 1 + 1);
    today(oslo.attributes, LATER);
    expect(oslo.looks()).toBe(4 + 2);
  });

  it('is remembered of 1024 zones, however people spell them', () => {
    const { today } = daysOf();
    const oslo = inZone('Europe/Oslo');
    today(oslo.attributes, NOON);
    for (let at = 1; at < 1024; at++) today({ timezone: `No/Zone-${at}` }, NOON);
    today(oslo.attributes, NOON);
    expect(oslo.looks()).toBe(3);
    today({ timezone: 'No/Zone-1024' }, NOON);
    today(oslo.attributes, NOON);
    expect(oslo.looks()).toBe(5);
  });
});
