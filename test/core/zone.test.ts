// The first instant of a day in a person's own zone: everywhere on Earth, also where clocks skip or repeat midnight.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter, isZone, startOfDay } from '../../shared/core/zone.ts';

const QUARTER = 900_000;
const iso = (ms: number) => new Date(ms).toISOString();

describe('the first instant of a day', () => {
  it.each([
    ['Pacific/Pago_Pago', '2026-11-25T11:00:00.000Z'],
    ['America/St_Johns', '2026-11-25T03:30:00.000Z'],
    ['UTC', '2026-11-25T00:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-24T18:30:00.000Z'],
    ['Asia/Kathmandu', '2026-11-24T18:15:00.000Z'],
    ['Pacific/Chatham', '2026-11-24T10:15:00.000Z'],
    ['Pacific/Kiritimati', '2026-11-24T10:00:00.000Z'],
  ])('in %s, 25 November, is %s', (zone, instant) => {
    expect(iso(startOfDay('2026-11-25', zone))).toBe(instant);
  });

  it.each([
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', 'midnight does not exist: the day begins at 01:00'],
    ['Africa/Cairo', '2024-04-26', '2024-04-25T22:00:00.000Z', 'midnight does not exist: the day begins at 01:00'],
    [
      'Asia/Beirut',
      '2021-10-31',
      '2021-10-30T22:00:00.000Z',
      'clocks go back at midnight: the second one begins the day',
    ],
    ['America/Havana', '2024-11-03', '2024-11-03T04:00:00.000Z', 'midnight comes twice: the first begins the day'],
    [
      'Asia/Amman',
      '2014-10-31',
      '2014-10-30T21:00:00.000Z',
      'the hour from midnight comes twice: the first begins the day',
    ],
    ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', 'clocks change later that day'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', 'clocks change later that day'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00.000Z', 'clocks change by half an hour'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 'the day does not exist: the next one begins'],
  ])('in %s on %s is %s (%s)', (zone, day, instant) => {
    expect(iso(startOfDay(day, zone))).toBe(instant);
  });

  const zones = [
    'America/Havana',
    'America/Sao_Paulo',
    'Asia/Gaza',
    'Africa/Cairo',
    'Asia/Amman',
    'Europe/Dublin',
  ].concat(
    ['Asia/Beirut', 'America/Asuncion', 'America/Santiago', 'Asia/Tehran', 'Atlantic/Azores', 'Africa/Casablanca'],
    ['Pacific/Apia', 'Australia/Lord_Howe', 'America/Scoresbysund', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'],
  );

  it('is the first quarter of an hour at which a wall clock there shows that day or a later one', () => {
    const days = fc.integer({ min: Date.parse('2005-01-01') / 86_400_000, max: Date.parse('2030-01-01') / 86_400_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, (zone, number) => {
        const day = new Date(number * 86_400_000).toISOString().slice(0, 10);
        expect(iso(startOfDay(day, zone))).toBe(iso(byWatching(day, zone)));
      }),
      { numRuns: 400 },
    );
  });
});

/** Looks at the wall clock every quarter of an hour, from before the day begins anywhere. */
function byWatching(day: string, zone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' });
  let at = Date.parse(`${day}T00:00:00Z`) - 16 * 3_600_000;
  while (clock.format(at) < day) at += QUARTER;
  return at;
}

describe('days and zones', () => {
  it('know the day after, also over months, years and leap days', () => {
    expect(['2026-11-30', '2026-12-31', '2028-02-28', '2027-02-28'].map(dayAfter)).toEqual([
      '2026-12-01',
      '2027-01-01',
      '2028-02-29',
      '2027-03-01',
    ]);
  });

  it('know none after the last day that four digits can write', () => {
    expect(dayAfter('9999-12-31')).toBeUndefined();
    expect(dayAfter('9999-12-30')).toBe('9999-12-31');
  });

  it('take the years of the first century for themselves, not for 19xx', () => {
    expect(iso(startOfDay('0050-06-01', 'UTC'))).toBe('0050-06-01T00:00:00.000Z');
  });

  it('know which zones there are', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '', 'Europe/../etc'].map(isZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
