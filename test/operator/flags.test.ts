import { describe, expect, it } from 'vitest';
import { Misused, readFlags, wholeNumber } from '../../operator/flags.ts';

const read = (...args: readonly string[]) =>
  readFlags('npm run mend', { args: [...args], options: { table: { type: 'string' }, json: { type: 'boolean' } } });

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Misused) return error.message;
    throw error;
  }
  return 'nothing was refused';
};

describe('the flags of a program', () => {
  it('are read as they were given', () => {
    expect(read('--table', 'state', '--json').values).toEqual({ table: 'state', json: true });
  });

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--table'], "Option '--table <value>' argument missing"],
    [['--table', '-x'], "Option '--table' argument is ambiguous"],
    [['state.old'], "Unexpected argument 'state.old'"],
  ])('that are wrong, as %j, are one sentence that leads to the help', (args, sentence) => {
    expect(refusal(() => read(...args))).toBe(`${sentence}; see npm run mend -- --help`);
  });

  it.each(['', '-1', '1.5', '1e3', '4', 'many'])('take no "%s" for a whole number from 5 to 1000', (text) => {
    expect(refusal(() => wholeNumber('npm run mend', { flag: '--people', text, least: 5, most: 1_000 }))).toBe(
      `--people ${text}: give a whole number from 5 to 1000; see npm run mend -- --help`,
    );
  });

  it('take a whole number', () => {
    expect(wholeNumber('npm run mend', { flag: '--people', text: '12' })).toBe(12);
  });
});
