// Where clauses stand: together with those that ask the same, in words of 32, at the column that most people fail.
import { describe, expect, it } from 'vitest';
import { layoutOf } from '../../../../shared/core/policy/compiled/layout.ts';
import type { When } from '../../../../shared/model/policy/condition.ts';
import type { Rule } from '../../../../shared/model/policy/rule.ts';

const ruleOf = (when: When, at: number): Rule => ({ id: `r${at}`, when, roles: ['member'] });
const laidOut = (...conditions: readonly When[]) => layoutOf(conditions.map(ruleOf));
const attributes = (values: When['attributes']): When => ({ attributes: values });
const many = (from: number, to: number): When => ({
  any: Array.from({ length: to - from }, (_, at) => attributes({ site: `${from + at}` })),
});

/** The positions of rules in each word. */
function wordsOf({ rules }: ReturnType<typeof layoutOf>): readonly (readonly number[])[] {
  return Array.from({ length: rules.length / 32 }, (_, word) =>
    [...rules.subarray(word * 32, word * 32 + 32)].filter((rule) => rule !== -1),
  );
}

const ownersOf = ({ columns }: ReturnType<typeof layoutOf>) =>
  columns.flatMap(({ name, from, to }) => (to > from ? [name] : []));

describe('the layout of rules', () => {
  const layout = laidOut(
    attributes({ site: 'A' }),
    attributes({ site: 'B', department: 'X' }),
    attributes({}),
    many(0, 33),
    attributes({ department: 'Y', site: 'C' }),
  );

  it('has a word for those that ask the same, by what they ask, and bits for what cannot be taken apart at the end', () => {
    expect(wordsOf(layout)).toEqual([[2], [1, 4], [0], [3]]);
    expect([...layout.used]).toEqual([0b1, 0b11, 0b1]);
    expect(layout.rules[3 * 32]).toBe(3);
    expect(layout.direct).toEqual([3]);
  });

  it('knows of each column which words are its own and which ask it too', () => {
    const places = layout.columns.map(({ of, name, from, to, asked }) => ({ of, name, from, to, asked }));
    expect(places).toEqual([
      { of: 'always', name: '', from: 0, to: 1, asked: [] },
      { of: 'attribute', name: 'department', from: 0, to: 0, asked: [1] },
      { of: 'attribute', name: 'site', from: 1, to: 3, asked: [] },
    ]);
    expect(layout.beside.map((others) => [...others])).toEqual([[], [1, 1], []]);
  });

  it('knows the bit of each check', () => {
    const bits = layout.columns.map(({ checks }) => checks.map(({ bit, test }) => `${bit} ${test}`));
    expect(bits).toEqual([[], ['32 "X"', '33 "Y"'], ['32 "B"', '33 "C"', '64 "A"']]);
  });

  it('is the same for conditions in another order, but for the positions', () => {
    const turned = laidOut(attributes({ department: 'X', site: 'B' }), attributes({}), attributes({ site: 'A' }));
    expect(turned.columns.map(({ name }) => name)).toEqual(['', 'department', 'site']);
    expect(wordsOf(turned)).toEqual([[1], [0], [2]]);
  });

  it('is nothing where no rule is', () => {
    const { columns, beside, used, rules, direct } = laidOut();
    expect([columns, beside, [...used], [...rules], direct]).toEqual([[], [], [], [], []]);
  });
});

describe('words of 32 clauses', () => {
  it('are begun anew when one is full, each of a column found at its place', () => {
    const layout = laidOut(...Array.from({ length: 70 }, () => attributes({ site: 'A', department: 'X' })));
    expect(wordsOf(layout).map((own) => own.length)).toEqual([32, 32, 6]);
    expect([...layout.used]).toEqual([-1, -1, 0b111111]);
    expect(layout.beside.map((others) => [...others])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
    ]);
    expect(layout.columns.map(({ from, to, asked }) => [from, to, asked])).toEqual([
      [0, 0, [0, 1, 2]],
      [0, 3, []],
    ]);
  });

  it('have what is tested alike side by side, then by rule', () => {
    const sites = ['C', 'A', 'B', 'A', 'C', 'A'];
    expect(wordsOf(laidOut(...sites.map((site) => attributes({ site }))))).toEqual([[1, 3, 5, 2, 0, 4]]);
    const turned = sites.map((site): When => ({ any: [attributes({ site }), attributes({ site: 'A' })] }));
    expect(wordsOf(laidOut(...turned))).toEqual([[0, 1, 1, 2, 3, 3, 4, 5, 5, 2, 0, 4]]);
  });

  it('have a bit each for rules that cannot be taken apart, 32 in a word', () => {
    const layout = laidOut(attributes({ site: 'A' }), ...Array.from({ length: 33 }, () => many(0, 33)));
    expect(wordsOf(layout).map((own) => own.length)).toEqual([1, 32, 1]);
    expect(layout.rules[64]).toBe(33);
    expect(layout.direct[0]).toBe(1);
  });
});

describe('the column that a clause belongs to', () => {
  it('is the one of whose values the rules tell the most apart, the first of two alike', () => {
    const sites = ['A', 'B', 'C'].map((site) => attributes({ site }));
    const both = attributes({ department: 'X', site: 'A' });
    expect(ownersOf(laidOut(...sites, both))).toEqual(['site']);
    expect(ownersOf(laidOut(both))).toEqual(['department']);
    expect(ownersOf(laidOut(attributes({ site: 'A', department: 'X' })))).toEqual(['site']);
    const inList = attributes({ department: 'X', site: ['A', 'B'] });
    expect(ownersOf(laidOut(inList))).toEqual(['site']);
  });

  it('counts a test whose values cannot be counted as one, once for each text', () => {
    const starting = ['a', 'b', 'a'].map((startsWith) => attributes({ site: { startsWith } }));
    const both = attributes({ department: 'X', site: { startsWith: 'a' } });
    expect(ownersOf(laidOut(...starting, both))).toEqual(['site']);
    expect(ownersOf(laidOut(attributes({ department: ['X', 'Y', 'Z'] }), ...starting, both))).toEqual([
      'department',
      'site',
    ]);
  });

  it('is one that asks for a value before one that only wants none, or any at all', () => {
    const sites = ['A', 'B', 'C'].map((site) => attributes({ site }));
    const without: When = { not: attributes({ site: 'A' }), ...attributes({ department: 'X' }) };
    expect(ownersOf(laidOut(without, ...sites.slice(1).map((when): When => ({ not: when }))))).toEqual([
      'department',
      'site',
    ]);
    expect(ownersOf(laidOut({ all: [without, { not: attributes({ site: 'B' }) }] }))).toEqual(['department']);
    const existing = attributes({ site: { exists: true }, department: 'X' });
    expect(ownersOf(laidOut(existing, ...sites))).toEqual(['department', 'site']);
    const flagged: When = { flag: 'f', not: attributes({ site: ['A', 'B'] }) };
    expect(laidOut(flagged).columns.map(({ of, to }) => [of, to])).toEqual([
      ['attribute', 0],
      ['flag', 1],
    ]);
  });
});
