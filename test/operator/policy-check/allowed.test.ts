import { describe, expect, it } from 'vitest';
import { type Allowing, withoutAllowed } from '../../../operator/policy-check/allowed.ts';
import { problem } from '../../../operator/policy-check/problem.ts';
import type { Code } from '../../../shared/core/policy/lint/finding.ts';

/** What is left of one finding on that line, in words, and how many are allowed. */
function check(text: string, found: { code: Code; line: number } | undefined, given: Allowing['given'] = {}) {
  const problems = found
    ? [problem(found.code, { file: 'policy/flags.yaml', line: found.line, column: 1, path: '', message: 'found' })]
    : [];
  const { left, allowed } = withoutAllowed(problems, { folder: 'policy', texts: { 'flags.yaml': text }, given });
  const said = left.map(({ line, code, message, suggestion }) =>
    [line, code, message, ...(suggestion ? [suggestion] : [])].join(' '),
  );
  return { said, allowed };
}

const unused = (why: string, line = 1) => `${line} allow-unused this comment allows nothing: ${why}`;

describe('a comment that allows a finding', () => {
  it.each([
    ['on its line', 'a: 1\nb: 2 # allow flag-unused: for later\n', 2],
    ['right above it', '# allow flag-unused: for later\na: 1\n', 1 + 1],
    ['above it, among others', '# all flags\n#  allow flag-unused: for later\n# of ours\na: 1\n', 4],
    ['for the file as a whole', '# allow flag-unused: for later\n# and more\na: 1\n', 1],
  ])('stands %s', (_, text, line) => {
    expect(check(text, { code: 'flag-unused', line })).toEqual({ said: [], allowed: 1 });
  });

  it.each([
    ['a quoted text', "a: 'x # allow flag-unused: no'\n", 1],
    ['a text of several lines', 'a: |\n  x\n  # allow flag-unused: no\nb: 1\n', 4],
    ['a folded text', 'a: >-\n  # allow flag-unused: no\nb: 1\n', 3],
    ['a text without quotes', 'a: x# allow flag-unused: no\n', 1],
    ['a quoted text over lines', 'a: "x\n  # allow flag-unused: no"\nb: 1\n', 3],
  ])('is none within %s', (_, text, line) => {
    expect(check(text, { code: 'flag-unused', line })).toEqual({ said: [`${line} flag-unused found`], allowed: 0 });
  });

  it('does not reach over an empty line, and one behind something not to the next line', () => {
    const nothing = unused('nothing of kind "flag-unused" is found here; remove it');
    for (const [text, line] of [
      ['# allow flag-unused: x\n\na: 1\n', 3],
      ['a: 1 # allow flag-unused: x\nb: 1\n', 2],
    ] as const)
      expect(check(text, { code: 'flag-unused', line }).said).toEqual([`${line} flag-unused found`, nothing]);
  });

  it('allows no error', () => {
    expect(check('# allow guard-off: tired\na: 1\n', { code: 'guard-off', line: 2 })).toEqual({
      said: ['2 guard-off found', unused('"guard-off" is an error, and errors cannot be allowed: mend it')],
      allowed: 0,
    });
  });

  it('needs a reason', () => {
    expect(check('# allow flag-unused:\na: 1\n', { code: 'flag-unused', line: 2 }).said).toEqual([
      '2 flag-unused found',
      unused('it says no reason: "# allow flag-unused: why"'),
    ]);
  });

  it('that allows nothing is told itself: what was there is gone, or its name is misspelt', () => {
    expect(check('# allow flag-unused: x\na: 1\n', undefined).said).toEqual([
      unused('nothing of kind "flag-unused" is found here; remove it'),
    ]);
    expect(check('# allow flag-unusd: x\na: 1\n', { code: 'flag-unused', line: 2 }).said).toEqual([
      '2 flag-unused found',
      `${unused('there is no kind of finding "flag-unusd"')} flag-unused`,
    ]);
  });

  it('is only said to allow nothing where somebody looked', () => {
    expect(check('# allow limit-weaker: x\na: 1\n', undefined).said).toEqual([]);
    expect(check('# allow limit-weaker: x\na: 1\n', undefined, { base: 'main' }).said).toHaveLength(1);
  });
});
