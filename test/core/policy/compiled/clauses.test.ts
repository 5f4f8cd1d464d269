// Conditions taken apart: what each clause asks for, and when there would be too many of them.
import { describe, expect, it } from 'vitest';
import { type Check, clausesOf } from '../../../../shared/core/policy/compiled/clauses.ts';
import { Test, type When } from '../../../../shared/model/policy/condition.ts';

const site = (name: string): When => ({ attributes: { site: name } });
const sites = (many: number): readonly When[] => Array.from({ length: many }, (_, at) => site(`${at}`));
const any = (many: number): When => ({ any: [...sites(many)] });

/** Each clause as words: `!` before what must fail. */
function told(when: When): readonly string[] | undefined {
  return clausesOf(when)?.map((clause) =>
    clause.map(({ of, name, test, wanted }) => `${wanted ? '' : '!'}${of} ${name} ${test}`).join(' & '),
  );
}

function checkOf(test: unknown): Check {
  const [[check] = []] = clausesOf({ attributes: { starts: Test.parse(test) } }) ?? [];
  if (!check) throw new Error('no check');
  return check;
}

describe('a condition as clauses', () => {
  it('joins what must hold together, and spreads what may hold', () => {
    const when: When = { ...site('Oslo'), flag: 'f', all: [{ groups: ['a', 'b'] }], any: [site('A'), site('B')] };
    const both = 'attribute site "Oslo" & flag f on & attribute groups groups ["a","b"] & attribute site';
    expect(told(when)).toEqual([`${both} "A"`, `${both} "B"`]);
  });

  it('turns what must not hold inside out', () => {
    expect(told({ not: { ...site('Oslo'), flag: 'f' } })).toEqual(['!attribute site "Oslo"', '!flag f on']);
    expect(told({ not: { any: [site('A'), site('B')] } })).toEqual(['!attribute site "A" & !attribute site "B"']);
    expect(told({ not: { all: [site('A'), { not: site('B') }] } })).toEqual([
      '!attribute site "A"',
      'attribute site "B"',
    ]);
  });

  it('holds always where nothing is asked, and never where that must fail', () => {
    expect(told({ attributes: {} })).toEqual(['']);
    expect(told({ not: { attributes: {} } })).toEqual([]);
    expect(told({ any: [] })).toEqual([]);
  });

  it('has 32 clauses at most', () => {
    expect(clausesOf(any(32))).toHaveLength(32);
    expect(clausesOf(any(33))).toBe(undefined);
    expect(clausesOf({ all: [any(8), any(4)] })).toHaveLength(32);
    expect(clausesOf({ all: [any(11), any(3)] })).toBe(undefined);
    expect(clausesOf({ any: [any(33), site('A')] })).toBe(undefined);
    expect(clausesOf({ not: any(33) })).toHaveLength(1);
  });

  it('knows the values that make a difference, if they can be counted', () => {
    expect(checkOf('a').values).toEqual(['a']);
    expect(checkOf(['a', 'b']).values).toEqual(['a', 'b']);
    expect(checkOf({ is: 'a', in: ['b', 'c'] }).values).toEqual(['a', 'b', 'c']);
    expect(checkOf({ in: ['b'] }).values).toEqual(['b']);
    expect(checkOf({ exists: true }).values).toEqual([]);
    for (const test of [{ startsWith: 'a' }, { matches: 'a*' }, { before: '2026-06-15' }, { after: 'today' }])
      expect(checkOf({ is: 'a', ...test }).values).toBe(undefined);
    expect(clausesOf({ groups: ['a'] })?.[0]?.[0]?.values).toBe(undefined);
    expect(clausesOf({ flag: 'f' })?.[0]?.[0]?.values).toEqual(['on']);
  });

  it('compares with today where a test names it, and nowhere else', () => {
    expect(checkOf({ before: 'today' }).dated).toBe(true);
    expect(checkOf({ after: 'today-1d' }).dated).toBe(true);
    expect(checkOf({ before: '2026-06-15' }).dated).toBe(false);
    expect(checkOf({ exists: true }).dated).toBe(false);
    expect(checkOf('today').dated).toBe(false);
    expect(checkOf(['today']).dated).toBe(false);
    expect(clausesOf({ groups: ['a'] })?.[0]?.[0]?.dated).toBe(false);
    expect(clausesOf({ flag: 'f' })?.[0]?.[0]?.dated).toBe(false);
  });

  it('passes as the test that it was made of', () => {
    expect(checkOf('a').passes('a', '2026-06-15')).toBe(true);
    expect(checkOf({ before: 'today' }).passes('2026-06-14', '2026-06-15')).toBe(true);
    expect(checkOf({ before: 'today' }).passes('2026-06-15', '2026-06-15')).toBe(false);
    const [[groups] = [], [flag] = []] = clausesOf({ any: [{ groups: ['a', 'b'] }, { flag: 'f' }] }) ?? [];
    expect(['a', 'x; b', 'x', undefined].map((value) => groups?.passes(value, ''))).toEqual([true, true, false, false]);
    expect(['on', 'off', undefined].map((value) => flag?.passes(value, ''))).toEqual([true, false, false]);
  });
});
