// The limits that the guard goes by: a version never chooses weaker ones for the people whom it takes something from.
import { describe, expect, it } from 'vitest';
import { forEverybody } from '../../../shared/core/policy/in-force.ts';
import { limitsInForce, stricterAfter } from '../../../shared/core/policy/limits-in-force.ts';
import { InForce } from '../../../shared/model/policy/in-force.ts';
import type { Limits } from '../../../shared/model/policy/limits.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const DAY = 86_400_000;
interface Known {
  readonly stricter?: InForce['stricter'];
  readonly now?: number;
}

const limits = (hourPercent: number, dayPercent: number) => ({ hourPercent, dayPercent });
const [usual, off] = [limits(2, 5), limits(99, 99)];

describe('the limits of a decision', () => {
  const counting = (own: Limits, base: Limits, known: Known = {}) =>
    limitsInForce({ own, base, inForce: known.stricter ? { stricter: known.stricter } : {} }, known.now ?? NOW);

  it('are the stricter ones of its own version and of the version for everybody, each field apart', () => {
    expect(counting(off, usual)).toEqual(usual);
    expect(counting(usual, off)).toEqual(usual);
    expect(counting(limits(1, 9), limits(3, 4))).toEqual(limits(1, 4));
  });

  it('are those that were for everybody before, until their day is over', () => {
    const stricter = { ...usual, until: NOW + 1 };
    expect(counting(off, off, { stricter })).toEqual(usual);
    expect(counting(limits(1, 99), off, { stricter })).toEqual(limits(1, 5));
    expect(counting(off, off, { stricter, now: NOW + 1 })).toEqual(off);
  });
});

describe('what is remembered when another version is for everybody', () => {
  const next = (from: Limits, to: Limits, known: Known = {}) =>
    stricterAfter({ before: known.stricter ? { stricter: known.stricter } : {}, from, to }, known.now ?? NOW);

  it('is all that held until then, for a day, where it is weaker in anything', () => {
    expect(next(usual, off)).toEqual({ ...usual, until: NOW + DAY });
    expect(next(usual, limits(2, 6))).toEqual({ ...usual, until: NOW + DAY });
    expect(next(usual, limits(3, 1))).toEqual({ ...usual, until: NOW + DAY });
  });

  it('is nothing where it is as strict, or stricter', () => {
    expect(next(usual, usual)).toBeUndefined();
    expect(next(off, usual)).toBeUndefined();
  });

  it('is the strictest of all when it is made weaker twice, for a day from the second time on', () => {
    const first = { ...usual, until: NOW + DAY };
    expect(next(limits(1, 50), off, { stricter: first, now: NOW + 5 })).toEqual({
      ...limits(1, 5),
      until: NOW + 5 + DAY,
    });
    expect(next(limits(1, 50), off, { stricter: first, now: NOW + DAY })).toEqual({
      ...limits(1, 50),
      until: NOW + 2 * DAY,
    });
  });

  it('stays as it is when another version says the same, and goes when its day is over', () => {
    const first = { ...usual, until: NOW + DAY };
    expect(next(off, off, { stricter: first, now: NOW + 5 })).toEqual(first);
    expect(next(off, limits(50, 50), { stricter: first, now: NOW + 5 })).toEqual(first);
    expect(next(off, off, { stricter: first, now: NOW + DAY })).toBeUndefined();
  });
});

it('rows of before it was remembered are read, and a publication of the same version loses nothing', () => {
  const old = InForce.parse({ v: 3, base: { version: 'one' } });
  expect(old.stricter).toBeUndefined();
  const stricter = { ...usual, until: NOW };
  expect(forEverybody({ ...old, stricter }, { version: 'one' }).stricter).toEqual(stricter);
});
