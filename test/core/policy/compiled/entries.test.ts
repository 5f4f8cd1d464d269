// What a value leaves of the clauses: found once, remembered within bounds, forgotten with the budget.
import { describe, expect, it } from 'vitest';
import { budgetOf } from '../../../../shared/core/policy/compiled/budget.ts';
import { entriesOf } from '../../../../shared/core/policy/compiled/entries.ts';
import { type Column, layoutOf } from '../../../../shared/core/policy/compiled/layout.ts';
import { poolOf } from '../../../../shared/core/policy/compiled/pool.ts';
import type { When } from '../../../../shared/model/policy/condition.ts';

const DAY = '2026-06-15';
const sites = (...names: readonly string[]) => names.map((site): When => ({ attributes: { site } }));

/** One column of a layout; `asked` counts how often one of its tests has been asked. */
function columnOf(name: string, conditions: readonly When[], budget = budgetOf()) {
  const layout = layoutOf(conditions.map((when, at) => ({ id: `r${at}`, when, roles: ['member'] })));
  const pool = poolOf(budget);
  const found = layout.columns.find((column) => column.name === name) as Column;
  let asked = 0;
  const checks = found.checks.map((check) => ({
    ...check,
    passes: (value: string | undefined, today: string) => {
      asked++;
      return check.passes(value, today);
    },
  }));
  const entryOf = entriesOf({ ...found, checks }, { layout, pool, budget });
  return {
    entryOf,
    asked: () => asked,
    /** The words that are not empty, with their bits; before them those of others that ask the column. */
    told(value: string | undefined, today = DAY) {
      const entry = entryOf(value, today);
      const words = pool.words.subarray(entry + 1, entry + 1 + 2 * (pool.words[entry] ?? 0));
      return {
        own: [...words],
        others: [...pool.words.subarray(entry - found.asked.length, entry)].reverse(),
      };
    },
  };
}

describe('the entry of a value', () => {
  it('has the words whose clauses it does not fail', () => {
    const { told } = columnOf('site', [...sites('A', 'B', 'A'), { not: { attributes: { site: 'B' } } }]);
    // In the word: both A, then B, whether it is wanted or not.
    expect(told('A')).toEqual({ own: [0, 0b1011], others: [] });
    expect(told('B')).toEqual({ own: [0, 0b0100], others: [] });
    expect(told('C')).toEqual({ own: [0, 0b1000], others: [] });
    expect(told(undefined)).toEqual({ own: [0, 0b1000], others: [] });
  });

  it('leaves out words that are empty, and finds those after them', () => {
    const rules = Array.from({ length: 40 }, (_, at) => sites(`${10 + at}`)).flat();
    const { told } = columnOf('site', rules);
    expect(told('10').own).toEqual([0, 1]);
    expect(told('41').own).toEqual([0, 1 << 31]);
    expect(told('42').own).toEqual([1, 1]);
    expect(told('nowhere').own).toEqual([]);
  });

  it('says of words of other columns which clauses it leaves, the first before it', () => {
    const people = (department: string, at: number) => ({ attributes: { site: `${100 + at}`, department } });
    const rules = Array.from({ length: 33 }, (_, at) => people(at === 32 ? 'Y' : 'X', at));
    const { told } = columnOf('department', rules);
    expect(told('X')).toEqual({ own: [], others: [-1, ~1] });
    expect(told('Y')).toEqual({ own: [], others: [0, -1] });
    expect(told('Z')).toEqual({ own: [], others: [0, ~1] });
  });

  it('is the same place for values that no test can tell apart', () => {
    const { entryOf } = columnOf('site', sites('A', 'B'));
    expect(entryOf('C', DAY)).toBe(entryOf('D', DAY));
    expect(entryOf('C', DAY)).toBe(entryOf(undefined, DAY));
    expect(entryOf('A', DAY)).not.toBe(entryOf('B', DAY));
    const starting = columnOf('site', [{ attributes: { site: { startsWith: 'a' } } }]);
    expect(starting.entryOf('ab', DAY)).toBe(starting.entryOf('ac', DAY));
    expect(starting.entryOf('ab', DAY)).not.toBe(starting.entryOf('b', DAY));
  });

  it('tells more than 32 tests apart', () => {
    const { told } = columnOf('site', Array.from({ length: 64 }, (_, at) => sites(`${10 + at}`)).flat());
    expect(told('10').own).toEqual([0, 1]);
    expect(told('42').own).toEqual([1, 1]);
    expect(told('73').own).toEqual([1, 1 << 31]);
  });
});

describe('what a column remembers', () => {
  it('is what a value that rules name comes to, and one answer for all that nobody names', () => {
    const { entryOf, asked } = columnOf('site', sites('A'));
    entryOf('A', DAY);
    entryOf('A', DAY);
    expect(asked()).toBe(1);
    for (let at = 0; at < 10_000; at++) entryOf(`value-${at}`, DAY);
    expect(asked()).toBe(2);
    entryOf('A', DAY);
    expect(asked()).toBe(2);
    entryOf(undefined, DAY);
    expect(asked()).toBe(3);
    entryOf('A', DAY);
    expect(asked()).toBe(3);
  });

  it('is no more than 4096 values where any can make a difference', () => {
    const { entryOf, asked } = columnOf('site', [{ attributes: { site: { startsWith: 'a' } } }]);
    for (let at = 0; at < 4096; at++) entryOf(`${at}`, DAY);
    for (let at = 0; at < 4096; at++) entryOf(`${at}`, DAY);
    expect(asked()).toBe(4096);
    entryOf('one more', DAY);
    entryOf('one more', DAY);
    expect(asked()).toBe(4097);
    entryOf('0', DAY);
    expect(asked()).toBe(4098);
  });

  it('is of each day by itself where a test compares with today, four days side by side', () => {
    const { told, entryOf, asked } = columnOf('starts', [{ attributes: { starts: { before: 'today' } } }]);
    expect(told('2026-06-15', '2026-06-15').own).toEqual([]);
    expect(told('2026-06-15', '2026-06-16').own).toEqual([0, 1]);
    expect(told('2026-06-15', '2026-06-15').own).toEqual([]);
    expect(asked()).toBe(2);
    for (const today of ['2026-06-17', '2026-06-18', '2026-06-15']) entryOf('2026-06-15', today);
    expect(asked()).toBe(4);
    for (const today of ['2026-06-19', '2026-06-15']) entryOf('2026-06-15', today);
    expect(asked()).toBe(6);
  });

  it('is of each day also where only one of the tests compares with it', () => {
    const { told } = columnOf('starts', [
      { attributes: { starts: 'x' } },
      { attributes: { starts: { before: 'today' } } },
    ]);
    expect(told('2026-06-15', '2026-06-15').own).toEqual([]);
    expect(told('2026-06-15', '2026-06-16').own).toEqual([0, 0b10]);
  });

  it('is asked without regard to the day where no test compares with it', () => {
    const { entryOf, asked } = columnOf('site', sites('A'));
    entryOf('A', '2026-06-15');
    entryOf('A', '2026-06-16');
    expect(asked()).toBe(1);
  });

  it('is forgotten with everything else when the budget is spent', () => {
    const budget = budgetOf(0);
    const { told, entryOf, asked } = columnOf('site', [...sites('A'), ...sites('B')], budget);
    const today = columnOf('starts', [{ attributes: { starts: { before: 'today' } } }], budget);
    const before = [told('A'), told('B'), told('C'), today.told('2026-06-14')];
    const often = asked();
    budget.check();
    for (const value of ['C', 'B', 'A']) entryOf(value, DAY);
    expect(asked()).toBe(2 * often);
    expect([told('A'), told('B'), told('C'), today.told('2026-06-14')]).toEqual(before);
    expect(today.asked()).toBe(2);
  });
});
