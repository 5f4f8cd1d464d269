import { expect, test } from 'vitest';
import { isHelpAsked } from './no-flags.ts';

test('a command without flags shows its help, runs without a word, and refuses any other', () => {
  const shown: string[] = [];
  const write = process.stdout.write;
  process.stdout.write = ((text: string) => shown.push(text) > 0) as typeof write;
  try {
    expect(isHelpAsked('how it is called\n', ['--help'])).toBe(true);
  } finally {
    process.stdout.write = write;
  }
  expect(shown).toEqual(['how it is called\n']);
  expect(isHelpAsked('', [])).toBe(false);
  expect(() => isHelpAsked('', ['--bogus'])).toThrow(/Unknown option '--bogus'/);
  expect(() => isHelpAsked('', ['word'])).toThrow(/Unexpected argument 'word'/);
});
