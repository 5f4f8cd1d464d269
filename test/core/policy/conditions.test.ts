// Tests of one value: patterns, days that move with the calendar, groups; what each says where the value is missing or odd.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedDay, dayOf, todayIn, turnsOver, zoneOf } from '../../../shared/core/policy/calendar.ts';
import { matches, passes } from '../../../shared/core/policy/condition.ts';
import { fitsPattern } from '../../../shared/core/policy/pattern.ts';
import { groupsOf } from '../../../shared/core/policy/subject.ts';
import { type Test, When } from '../../../shared/model/policy/condition.ts';

const TODAY = '2026-06-15';
const holds = (when: unknown, attributes: { readonly [name: string]: string }, flags: readonly string[] = []) =>
  matches(When.parse(when), { attributes, today: TODAY, isOn: (flag) => flags.includes(flag) });

describe('a pattern', () => {
  it.each([
    ['Eng*', 'Engineering', true],
    ['Eng*', 'eng', false],
    ['*lead*', 'team lead, north', true],
    ['?-1', 'A-1', true],
    ['?-1', '-1', false],
    ['a*b*c', 'a--b--b--c', true],
    ['a*b*c', 'acb', false],
    ['*', '', true],
    ['?', '😀', true],
    ['a.c', 'abc', false],
    ['a**c', 'abc', true],
  ])('%s over "%s": %s', (pattern, value, fits) => {
    expect(fitsPattern(pattern, value)).toBe(fits);
  });

  it('says what the same regular expression would say', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (pattern, value) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(fitsPattern(pattern, value)).toBe(expression.test(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is made to be slow is not', () => {
    const before = performance.now();
    expect(fitsPattern('*a*a*a*a*a*a*a*b', 'a'.repeat(400))).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('with nine stars is refused', () => {
    expect(When.safeParse({ attributes: { title: { matches: '*'.repeat(9) } } }).success).toBe(false);
  });
});

describe('a day', () => {
  it.each<[string, Test, string, boolean]>([
    ['before a day', { before: '2026-06-16' }, '2026-06-15', true],
    ['that very day is not before it', { before: '2026-06-15' }, '2026-06-15', false],
    ['that very day is not after it', { after: '2026-06-15' }, '2026-06-15', false],
    ['after a day', { after: '2026-06-14' }, '2026-06-15', true],
    ['within two weeks', { before: 'today+14d' }, '2026-06-28', true],
    ['in two weeks', { before: 'today+14d' }, '2026-06-29', false],
    ['weeks count seven days', { after: 'today-2w' }, '2026-06-02', true],
    ['two weeks ago', { after: 'today-2w' }, '2026-06-01', false],
    ['between', { after: 'today', before: 'today+2d' }, '2026-06-16', true],
    ['an instant counts by its day', { before: 'today' }, '2026-06-14T23:59:59Z', true],
    ['what is no day is not before one', { before: 'today' }, 'soon', false],
    ['what is no day is not after one', { after: 'today' }, 'soon', false],
    ['the 30th of February is no day', { before: 'today' }, '2026-02-30', false],
    ['two hundred years ahead', { before: 'today+9999w' }, '9999-12-31', false],
    ['a day off is a day', { after: 'today-1d' }, '2026-06-15', true],
  ])('%s', (...[, test, value, expected]) => {
    expect(passes(test, value, TODAY)).toBe(expected);
  });

  it.each(['2026-02-30', 'tomorrow', 'today+1m', 'today +1d', 'today+99999d'])('%s is refused', (text) => {
    expect(When.safeParse({ attributes: { start: { before: text } } }).success).toBe(false);
  });

  it('is the one in the zone of the person, and UTC where none is known', () => {
    const at = Date.parse('2026-06-15T23:30:00Z');
    expect(todayIn(zoneOf({ timezone: 'Asia/Tokyo' }), at)).toBe('2026-06-16');
    expect(todayIn(zoneOf({ timezone: 'Pacific/Pago_Pago' }), at)).toBe('2026-06-15');
    expect(zoneOf({ timezone: 'Middle/Earth' })).toBe('UTC');
    expect(zoneOf({ zone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
    expect(zoneOf({ timezone: 'Middle/Earth', zone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
    expect(zoneOf({ timezone: 'Europe/Oslo', zone: 'Asia/Tokyo' })).toBe('Europe/Oslo');
    expect(todayIn(zoneOf({}), at)).toBe('2026-06-15');
    expect(zoneOf(JSON.parse('{"__proto__":{"timezone":"Asia/Tokyo"}}'))).toBe('UTC');
  });

  it('turns over exactly when the answer does', () => {
    const days = fc.integer({ min: -40, max: 40 }).map((shift) => {
      const moved = new Date(Date.parse(`${TODAY}T00:00:00Z`) + shift * 86_400_000);
      return moved.toISOString().slice(0, 10);
    });
    const offset = fc.integer({ min: -30, max: 30 }).map((n) => (n < 0 ? `today${n}d` : `today+${n}d`));
    const zones = fc.constantFrom('UTC', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago');
    fc.assert(
      fc.property(
        fc.record({ value: days, text: offset, zone: zones, isBefore: fc.boolean() }),
        ({ value, text, zone, isBefore }) => {
          const test = isBefore ? { before: text } : { after: text };
          const at = Date.parse(`${TODAY}T11:00:00Z`);
          const answer = (moment: number) => passes(test, value, todayIn(zone, moment));
          const turn = turnsOver(test, value, { at, zone });
          if (turn === undefined) expect(answer(at + 100 * 86_400_000)).toBe(answer(at));
          else {
            expect(answer(turn - 1)).toBe(answer(at));
            expect(answer(turn)).toBe(!answer(at));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('beyond the years that are written with four digits is neither before nor after any other', () => {
    const [first, last] = ['0000-01-01', '9999-12-31'];
    expect(dayOf(first)).toBe(first);
    expect(dayOf(last)).toBe(last);
    expect(comparedDay('today+1d', last)).toBeUndefined();
    expect(comparedDay('today-1d', first)).toBeUndefined();
    expect(passes({ before: 'today+1d' }, last, last)).toBe(false);
    expect(passes({ after: 'today-1d' }, first, first)).toBe(false);
    expect(turnsOver({ before: 'today' }, last, { at: 0, zone: 'UTC' })).toBeUndefined();
  });

  it('that stands still never turns over; of two that move the earlier one does first', () => {
    const of = { at: Date.parse(`${TODAY}T11:00:00Z`), zone: 'UTC' };
    expect(turnsOver({ before: '2026-07-01' }, '2026-06-30', of)).toBeUndefined();
    expect(turnsOver({ after: '2026-06-20' }, '2026-06-30', of)).toBeUndefined();
    expect(turnsOver({ before: 'today' }, 'soon', of)).toBeUndefined();
    expect(turnsOver({ before: 'today+3d', after: 'today-3d' }, '2026-06-30', of)).toBe(Date.parse('2026-06-28'));
    expect(turnsOver({ before: 'today' }, TODAY, { ...of, at: Date.parse('2026-06-16') })).toBeUndefined();
  });

  it('is read at the beginning of a value only', () => {
    expect(dayOf('since 2026-06-15')).toBeUndefined();
    expect(dayOf('2026-06-15 or so')).toBeUndefined();
    expect(dayOf('2026-06-15T08:00:00+02:00')).toBe('2026-06-15');
    expect(comparedDay('today-1d', '2026-01-01')).toBe('2025-12-31');
    expect(comparedDay('2026-06-15', TODAY)).toBe('2026-06-15');
  });
});

describe('groups, flags and several things at once', () => {
  it('holds for one of the groups, whatever spaces stand around them', () => {
    expect(holds({ groups: ['oncall', 'admins'] }, { groups: ' staff ; oncall' })).toBe(true);
    expect(holds({ groups: ['on'] }, { groups: 'oncall;staff' })).toBe(false);
    expect(holds({ groups: ['oncall'] }, {})).toBe(false);
  });

  it('has no group where none is said, or nothing stands between the signs', () => {
    expect(groupsOf({})).toEqual([]);
    expect(groupsOf({ groups: '' })).toEqual([]);
    expect(groupsOf({ groups: ';staff; ;' })).toEqual(['staff']);
  });

  it('asks for everything that it names', () => {
    const when = { attributes: { site: 'Oslo' }, groups: ['oncall'], flag: 'new', not: { attributes: { grade: 'A' } } };
    expect(holds(when, { site: 'Oslo', groups: 'oncall', grade: 'B' }, ['new'])).toBe(true);
    expect(holds(when, { site: 'Oslo', groups: 'oncall', grade: 'A' }, ['new'])).toBe(false);
    expect(holds(when, { site: 'Oslo', groups: 'oncall' })).toBe(false);
    expect(holds(when, { site: 'Rome', groups: 'oncall' }, ['new'])).toBe(false);
    expect(holds(when, { site: 'Oslo' }, ['new'])).toBe(false);
  });

  it.each([
    [{ startsWith: 'Eng', matches: '*ing' }, 'Engineering', true],
    [{ startsWith: 'Eng', matches: '*ed' }, 'Engineering', false],
    [{ startsWith: 'Eng', matches: '*ing' }, 'Cooking', false],
    [['a', 'b'], 'b', true],
    [['a', 'b'], 'c', false],
    [{ in: ['a', 'b'], is: 'b' }, 'b', true],
    [{ in: ['a', 'b'], is: 'b' }, 'a', false],
    [{ exists: true, startsWith: 'E' }, 'Eng', true],
    [{ exists: false }, 'Eng', false],
    [{ exists: false, is: 'Eng' }, 'Eng', false],
  ])('%j of "%s": %s', (test, value, expected) => {
    expect(passes(test, value, TODAY)).toBe(expected);
  });

  it('holds for nobody without the attribute, but where it must not exist', () => {
    expect(passes({ exists: false }, undefined, TODAY)).toBe(true);
    expect(passes({ exists: false, is: 'x' }, undefined, TODAY)).toBe(false);
    expect(passes({ before: 'today' }, undefined, TODAY)).toBe(false);
    expect(passes({ startsWith: 'x' }, undefined, TODAY)).toBe(false);
    expect(passes({ exists: true }, undefined, TODAY)).toBe(false);
    expect(passes(['x', 'undefined'], undefined, TODAY)).toBe(false);
  });

  it.each([[{}], [{ attributes: { site: {} } }], [{ all: [] }], [{ somebody: true }]])('%j is no condition', (when) => {
    expect(When.safeParse(when).success).toBe(false);
  });
});
