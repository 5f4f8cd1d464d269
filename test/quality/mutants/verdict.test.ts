// The look at the mutants: nothing survives unexplained, and no explanation outlives its mutant.
import { describe, expect, it } from 'vitest';
import { explained } from './explained.ts';
import { type Mutant, percentOf, verdictOf } from './verdict.ts';

function aMutant(fields: Partial<Mutant> = {}): Mutant {
  return { part: 'rules', file: 'a.ts', line: 7, original: 'a < b', replacement: 'a <= b', isNoticed: true, ...fields };
}

const noticed = Array.from({ length: 99 }, () => aMutant());
const survivor = aMutant({ isNoticed: false });
const known = { file: 'a.ts', why: 'ids are different', mutants: [['a < b', 'a <= b']] } as const;

describe('a run over all mutants', () => {
  it('says how many were noticed, by file, by part and in all', () => {
    const mutants = [aMutant({ part: 'index', file: 'b.ts' }), ...noticed, survivor];
    const { scores, parts, total } = verdictOf(mutants, [known]);
    expect(scores).toEqual([
      { of: 'a.ts', noticed: 99, all: 100 },
      { of: 'b.ts', noticed: 1, all: 1 },
    ]);
    expect(parts).toEqual([
      { of: 'the part index', noticed: 1, all: 1 },
      { of: 'the part rules', noticed: 99, all: 100 },
    ]);
    expect(total).toMatchObject({ noticed: 100, all: 101 });
    expect(percentOf(total)).toBe('99.0 %');
  });

  it('fails with a survivor that nobody has explained, wherever a like one is', () => {
    const unexplained = ['survived: a.ts:7 `a < b` -> `a <= b`'];
    expect(verdictOf([...noticed, survivor], [known]).faults).toEqual([]);
    expect(verdictOf([...noticed, survivor], []).faults).toEqual(unexplained);
    expect(verdictOf([...noticed, survivor], [{ ...known, file: 'b.ts' }]).faults).toEqual(unexplained);
    expect(verdictOf([...noticed, survivor, survivor], [known]).faults).toEqual(unexplained);
  });

  it('knows a survivor again on another line, and with its lines broken in another way', () => {
    const moved = { ...survivor, line: 99, original: 'a <\n    b' };
    expect(verdictOf([...noticed, moved], [known]).faults).toEqual([]);
  });

  it('fails with an explanation of what is noticed now', () => {
    expect(verdictOf(noticed, [known]).faults).toEqual([
      'explained, but noticed now or gone: a.ts `a < b` -> `a <= b`',
    ]);
  });

  it('over some files asks for no explanation of others', () => {
    expect(verdictOf(noticed, [{ ...known, file: 'b.ts' }]).faults).toEqual([]);
  });

  it('fails under 95 % of a part, whatever is explained and however good the others are', () => {
    const six = Array.from({ length: 6 }, () => survivor);
    const all = { ...known, mutants: six.map(() => ['a < b', 'a <= b'] as const) };
    const others = noticed.map((one) => ({ ...one, part: 'index' }));
    const mutants = [...others, ...noticed, ...six];
    expect(verdictOf(mutants, [all]).faults).toEqual(['the part rules: 94.2 % is under the goal of 95 %']);
    expect(verdictOf(mutants, [all], { isPart: true }).faults).toEqual([]);
  });

  it('fails where nothing was mutated', () => {
    expect(verdictOf([], [])).toMatchObject({ faults: [expect.stringContaining('nothing to mutate')] });
    expect(percentOf({ of: '', noticed: 0, all: 0 })).toBe('none');
  });
});

it('each explanation is a sentence', () => {
  for (const { why, mutants } of explained) {
    expect(why.length).toBeGreaterThan(20);
    expect(mutants.length).toBeGreaterThan(0);
  }
});
