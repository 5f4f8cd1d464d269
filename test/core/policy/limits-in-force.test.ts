// Which of the guard's limits count: the strictest of all that a version could have loosened, for a day.
import { describe, expect, it } from 'vitest';
import { limitsInForce, stricterAfter } from '../../../shared/core/policy/limits-in-force.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const DAY = 86_400_000;
const limits = (hourPercent: number, dayPercent: number) => ({ hourPercent, dayPercent });

describe('the limits that count', () => {
  it('are field by field the stricter ones of the own version and of the one for everybody', () => {
    const inForce = {};
    expect(limitsInForce({ own: limits(9, 3), base: limits(2, 5), inForce }, NOW)).toEqual(limits(2, 3));
    expect(limitsInForce({ own: limits(1, 9), base: limits(2, 5), inForce }, NOW)).toEqual(limits(1, 5));
  });

  it('are those of before, too, until their day is over', () => {
    const inForce = { stricter: { ...limits(1, 4), until: NOW + DAY } };
    const live = { own: limits(9, 9), base: limits(2, 9), inForce };
    expect(limitsInForce(live, NOW + DAY - 1)).toEqual(limits(1, 4));
    expect(limitsInForce(live, NOW + DAY)).toEqual(limits(2, 9));
  });
});

describe('what is remembered once another version is for everybody', () => {
  it.each([
    ['the hour is weaker', limits(3, 5)],
    ['the day is weaker', limits(2, 6)],
    ['one is weaker, the other stricter', limits(1, 6)],
  ])('is all that held, for a day, where %s', (_, to) => {
    expect(stricterAfter({ before: {}, from: limits(2, 5), to }, NOW)).toEqual({ ...limits(2, 5), until: NOW + DAY });
  });

  it.each([limits(2, 5), limits(1, 5), limits(2, 4)])('is nothing where nothing is weaker: %j', (to) => {
    expect(stricterAfter({ before: {}, from: limits(2, 5), to }, NOW)).toBeUndefined();
  });

  it('begins its day anew with the strictest of both, where it is made weaker again', () => {
    const before = { stricter: { ...limits(1, 9), until: NOW + 1 } };
    expect(stricterAfter({ before, from: limits(2, 5), to: limits(9, 9) }, NOW)).toEqual({
      ...limits(1, 5),
      until: NOW + DAY,
    });
  });

  it('stays as long as it was to stay where nothing is weaker, and is forgotten then', () => {
    const before = { stricter: { ...limits(1, 1), until: NOW + 1 } };
    const same = { before, from: limits(2, 5), to: limits(2, 5) };
    expect(stricterAfter(same, NOW)).toEqual(before.stricter);
    expect(stricterAfter(same, NOW + 1)).toBeUndefined();
    expect(stricterAfter({ ...same, to: limits(3, 5) }, NOW + 1)).toEqual({ ...limits(2, 5), until: NOW + 1 + DAY });
  });
});
