import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestName } from '../../shared/core/nearest.ts';

describe('the name that somebody probably meant', () => {
  it.each([
    ['a letter too few', 'enginer', 'engineer'],
    ['two letters swapped', 'egnineer', 'engineer'],
    ['other signs between the words', 'Pay_Roll', 'payroll'],
    ['the beginning of it', 'eng', 'engineer'],
    ['the first by name of two that are as near', 'payrolx', 'payroll'],
  ])('is found by %s', (_, given, meant) => {
    expect(nearestName(given, ['sales', 'payrolz', 'engineer', 'payroll', given])).toBe(meant);
  });

  it('is not guessed where none is near', () => {
    expect(nearestName('finance', ['sales', 'engineer', 'fin-x-n-y'])).toBeUndefined();
  });

  it('is the one that a full table of mistakes finds, in whatever order they stand', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcd-A'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 8 }), (given, known) => {
        expect(nearestName(given, known)).toBe(nearestByTable(given, known));
      }),
      { numRuns: 2_000 },
    );
  });
});

function nearestByTable(given: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll('-', '');
  const wanted = plain(given);
  const near = known
    .filter((name) => name !== given)
    .map((name) => ({ name, spelt: plain(name), distance: distance(wanted, plain(name)) }))
    .filter(({ spelt, distance: mistakes }) => {
      const shorter = Math.min(spelt.length, wanted.length);
      const begins = shorter > 2 && (spelt.startsWith(wanted) || wanted.startsWith(spelt));
      return begins || mistakes <= Math.max(1, Math.floor(shorter / 3));
    });
  return near.toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))[0]?.name;
}

/** Optimal string alignment, as one writes it down. */
function distance(a: string, b: string): number {
  const table = new Map<string, number>();
  const of = (i: number, j: number): number => {
    const key = `${i} ${j}`;
    const known = table.get(key);
    if (known !== undefined) return known;
    const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const found =
      i === 0 || j === 0
        ? i + j
        : Math.min(
            of(i - 1, j) + 1,
            of(i, j - 1) + 1,
            of(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
            isSwapped ? of(i - 2, j - 2) + 1 : 99,
          );
    table.set(key, found);
    return found;
  };
  return of(a.length, b.length);
}
