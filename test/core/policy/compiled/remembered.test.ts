// Rows of words in one pool, and values that are found again by their words.
import { describe, expect, it } from 'vitest';
import { type Budget, budgetOf } from '../../../../shared/core/policy/compiled/budget.ts';
import { bitsIn, interned } from '../../../../shared/core/policy/compiled/interned.ts';
import { keeping } from '../../../../shared/core/policy/compiled/keeping.ts';
import { poolOf } from '../../../../shared/core/policy/compiled/pool.ts';
import { aCountingBudget } from '../../../builders/a-counting-budget.ts';

const FNV = 0x01000193;

/** Makes a list of the words; `made` says of which. */
function listing(budget: Budget = budgetOf()) {
  const made: (readonly number[])[] = [];
  const find = interned((words) => {
    made.push([...words]);
    return { words: [...words] };
  }, budget);
  const of = (...words: readonly number[]) => find(Int32Array.from(words), 0, words.length);
  return { made, find, of };
}

describe('a pool', () => {
  it('keeps each row where it says, also when it grows', () => {
    const pool = poolOf(budgetOf());
    const rows = Array.from({ length: 100 }, (_, at) => Array.from({ length: at % 7 }, (_, place) => at * 10 + place));
    const places = rows.map((row) => pool.add(row));
    expect(pool.words.length).toBeGreaterThan(256);
    expect(rows.map((row, at) => [...pool.words.subarray(places[at], (places[at] ?? 0) + row.length)])).toEqual(rows);
    expect(places.slice(0, 5)).toEqual([0, 0, 1, 3, 6]);
  });

  it('grows to twice of what it holds, and not before it is full', () => {
    const pool = poolOf(budgetOf());
    pool.add(Array.from({ length: 256 }, () => 7));
    expect(pool.words.length).toBe(256);
    pool.add([8]);
    expect(pool.words.length).toBe(514);
    expect([...pool.words.subarray(254, 259)]).toEqual([7, 7, 8, 0, 0]);
  });

  it('takes half a word of the budget for each of its own, and is empty when that is spent', () => {
    const budget = aCountingBudget();
    poolOf(budget).add([1, 2, 3, 4, 5, 6]);
    expect(budget.taken()).toBe(3);
    const small = budgetOf(100);
    const pool = poolOf(small);
    pool.add(Array.from({ length: 300 }, () => 9));
    expect(pool.emptied).toBe(0);
    small.check();
    expect(pool.emptied).toBe(1);
    expect([...pool.words]).toEqual(Array.from({ length: 256 }, () => 0));
    expect(pool.add([1])).toBe(0);
    expect(pool.add([2])).toBe(1);
  });
});

describe('what is kept by its text', () => {
  it('is made once, and again when more texts than there may be have come', () => {
    const made: string[] = [];
    const kept = keeping<{ readonly of: string }>(2);
    const of = (key: string) =>
      kept(key, () => {
        made.push(key);
        return { of: key };
      });
    const first = of('a');
    expect(['a', 'b', 'a', 'b'].map((key) => of(key).of)).toEqual(['a', 'b', 'a', 'b']);
    expect(of('a')).toBe(first);
    expect(made).toEqual(['a', 'b']);
    expect(['c', 'c', 'a', 'c'].map((key) => of(key).of)).toEqual(['c', 'c', 'a', 'c']);
    expect(made).toEqual(['a', 'b', 'c', 'a']);
  });
});

describe('values by their words', () => {
  it('are made once for the same words, wherever those stand, and again for any others', () => {
    const { made, find, of } = listing();
    const first = of(5, 6, 7);
    expect(first).toEqual({ words: [5, 6, 7] });
    expect(find(Int32Array.of(1, 5, 6, 7, 2), 1, 4)).toBe(first);
    expect(of(5, 6)).not.toBe(first);
    expect(of(5, 6, 7, 0)).not.toBe(first);
    expect(of(7, 6, 5)).not.toBe(first);
    expect(of()).not.toBe(of(0));
    expect(of()).toBe(of());
    expect(made).toEqual([[5, 6, 7], [5, 6], [5, 6, 7, 0], [7, 6, 5], [], [0]]);
  });

  it('are as many as there are words, and all are found again', () => {
    const { made, of } = listing();
    const values = Array.from({ length: 1000 }, (_, at) => of(at % 10, at));
    expect(new Set(values).size).toBe(1000);
    expect(values.map((value, at) => value === of(at % 10, at))).toEqual(values.map(() => true));
    expect(values.every(({ words }, at) => words[1] === at)).toBe(true);
    expect(made).toHaveLength(1000);
  });

  it('are told apart when a hash is the same for words that begin as others do, or end so', () => {
    const { of } = listing();
    const own = 77;
    // Both come to the same: one step of the hash with one word, two steps with two.
    const second = Math.imul(2 ^ own, FNV) ^ (1 ^ own);
    const long = of(own, second);
    expect(of(own)).toEqual({ words: [own] });
    expect(of(own)).not.toBe(long);
    const [one, other] = [of(1, 0), of(2, Math.imul(2 ^ 1, FNV) ^ Math.imul(2 ^ 2, FNV))];
    expect(other).not.toBe(one);
    expect(of(1, 0)).toBe(one);
    expect(of(own, second)).toBe(long);
  });

  it('are forgotten when the budget is spent, and made again', () => {
    const budget = budgetOf(20);
    const { made, of } = listing(budget);
    const all = Array.from({ length: 100 }, (_, at) => of(at));
    budget.check();
    expect(of(99)).not.toBe(all[99]);
    expect(of(99)).toEqual({ words: [99] });
    expect(of(0)).toEqual({ words: [0] });
    expect(made).toHaveLength(102);
  });

  it('take of the budget what stands in the pool and a few words more', () => {
    const budget = aCountingBudget();
    const { of } = listing(budget);
    of(1, 2, 3, 4, 5);
    expect(budget.taken()).toBe(4 + 3);
    of(1, 2, 3, 4, 5);
    expect(budget.taken()).toBe(4 + 3);
  });

  it('keep the words that they were made of, whatever becomes of the row that was asked with', () => {
    const { find, of } = listing();
    const row = Int32Array.of(1, 2);
    const value = find(row, 0, 2);
    row.fill(9);
    expect(of(1, 2)).toBe(value);
  });
});

describe('bits', () => {
  it('are numbered through all words, ascending, the sign with them', () => {
    expect(bitsIn(Int32Array.of(0b101, 0, 1 << 31, -1)).slice(0, 4)).toEqual([0, 2, 95, 96]);
    expect(bitsIn(Int32Array.of(-1))).toEqual(Array.from({ length: 32 }, (_, at) => at));
    expect(bitsIn(Int32Array.of(0, 0))).toEqual([]);
  });
});
