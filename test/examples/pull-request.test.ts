// A pull request hears of its policy: what stands on the lines, in the one comment, and when it may not go on.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { annotationOf } from '../../examples/pull-request/annotation.ts';
import { keepComment } from '../../examples/pull-request/github.ts';
import { code, table } from '../../examples/pull-request/markdown.ts';
import { type Given, MARKER, type Plan, reportOf } from '../../examples/pull-request/report.ts';
import { aGitHub, TOKEN } from './a-github.ts';

const NOTHING: Plan = {
  policy: '1f2e3d4c5b6a',
  inForce: '1f2e3d4c5b6a',
  looked: 1000,
  people: 0,
  losing: 0,
  changes: 0,
  minutes: 0,
  byPart: [],
  byTarget: [],
  byPerson: [],
  withheld: [],
  guard: { counted: 0, passes: 0, held: 0 },
};

const NOBODY = { people: 0, gain: 0, lose: 0 };

const SOME: Plan = {
  ...NOTHING,
  policy: '0a1b2c3d4e5f',
  people: 3,
  losing: 2,
  changes: 4,
  minutes: 0.1,
  byPart: [{ part: 'rule logistics', change: 'changed', place: 'rules.yaml:88', people: 3, gain: 1, lose: 2 }],
  byTarget: [{ target: 'warehouse', people: 3, gain: 1, lose: 2, calls: 6, minutes: 0.1 }],
  byPerson: [
    { person: 'hr-1042', gains: 0, loses: 2 },
    { person: 'hr-1043', gains: 0, loses: 1 },
    { person: 'hr-1044', gains: 1, loses: 0 },
  ],
  withheld: [{ person: 'hr-1042', what: 'duty payments: role auditor, beside role payments-clerk' }],
  guard: { counted: 2, passes: 1, held: 1 },
};

const testsOf = (count: number, passed = true) => ({
  passed,
  coveredPercent: 100,
  tests: Array.from({ length: count }, (_, line) => {
    return { file: 'policy/tests/a.yaml', line, name: `Somebody ${line}`, passed: true, misses: [] };
  }),
});

const FINE: Given = { check: [], tests: testsOf(14), plan: NOTHING, mostLosing: 10 };

const FINDING = {
  severity: 'error',
  code: 'invalid',
  file: 'policy/rules.yaml',
  line: 12,
  column: 5,
  message: 'unknown role',
} as const;

describe('a pull request may go on', () => {
  test('when nothing is found, all tests pass and nothing changes', () => {
    const { markdown, annotations, passes } = reportOf(FINE);
    expect(passes).toBe(true);
    expect(annotations).toEqual([]);
    expect(markdown).toContain('nothing changes for any of 1000 people');
  });

  test('when as many lose something as are allowed, and not when one more does', () => {
    expect(reportOf({ ...FINE, plan: SOME, mostLosing: 2 }).passes).toBe(true);
    const { passes, markdown } = reportOf({ ...FINE, plan: SOME, mostLosing: 1 });
    expect(passes).toBe(false);
    expect(markdown).toContain('That is more than 1');
  });

  test('with a warning, but not with an error', () => {
    const found = (severity: 'error' | 'warning') => ({ ...FINE, check: [{ ...FINDING, severity }] });
    expect(reportOf(found('warning')).passes).toBe(true);
    expect(reportOf(found('error')).passes).toBe(false);
  });

  test('not when a test of the policy fails', () => {
    const [first, ...others] = testsOf(2).tests;
    const failed = {
      file: 'policy/tests/a.yaml',
      line: 3,
      ...first,
      name: 'A welder',
      passed: false,
      misses: ['got no'],
    };
    const tests = { passed: false, coveredPercent: 50, tests: [failed, ...others] };
    const { passes, markdown } = reportOf({ ...FINE, tests });
    expect(passes).toBe(false);
    expect(markdown).toContain('1 of 2 fail');
  });

  test('not when fewer rules are tried than are asked for, or no test could be run', () => {
    expect(reportOf({ ...FINE, tests: testsOf(2, false) }).passes).toBe(false);
    const none = reportOf({ ...FINE, tests: testsOf(0, false) });
    expect([none.passes, none.markdown.includes('none could be run')]).toEqual([false, true]);
  });

  test('not when check, tests or plan could not be made: what was not seen may be anything', () => {
    for (const part of ['check', 'tests', 'plan'] as const) {
      const { passes, markdown } = reportOf({ ...FINE, [part]: undefined });
      expect(passes, part).toBe(false);
      expect(markdown).toContain('could not be made');
    }
  });

  test('without a plan where none was asked for, as from a fork', () => {
    const { passes, markdown } = reportOf({ ...FINE, plan: 'unasked' });
    expect(passes).toBe(true);
    expect(markdown).not.toContain('Plan');
  });
});

describe('the comment', () => {
  test('says who loses most, because of what, where, and what the guard would hold', () => {
    const { markdown } = reportOf({ ...FINE, plan: SOME });
    expect(markdown.startsWith(MARKER)).toBe(true);
    expect(markdown).toContain('3 of 1000 people change, **2 lose something**');
    expect(markdown).toContain('| `rule logistics` | changed | `rules.yaml:88` | 3 | 1 | 2 |');
    expect(markdown).toContain('| `hr-1042` | 0 | 2 |');
    expect(markdown).not.toContain('hr-1044');
    expect(markdown).toContain('would hold 1 person for two people');
    expect(markdown).toContain('beside role payments-clerk');
  });

  test('says what protects less than before, also behind many findings and where nothing changes for anybody', () => {
    const many = Array.from({ length: 40 }, (_, line) => ({ ...FINDING, severity: 'warning' as const, line }));
    const message = 'dayPercent lets 99 % lose something, not 5 %: more than before';
    const weaker = {
      ...FINDING,
      severity: 'warning',
      code: 'limit-weaker',
      file: 'policy/limits.yaml',
      message,
    } as const;
    const rules = Array.from({ length: 40 }, (_, at) => ({ part: `rule ${at}`, change: 'changed', ...NOBODY }));
    const limits = { part: 'limits dayPercent', change: 'changed', place: 'limits.yaml:2', ...NOBODY };
    const { markdown } = reportOf({
      ...FINE,
      check: [...many, weaker],
      plan: { ...NOTHING, byPart: [limits, ...rules] },
    });
    expect(markdown).toContain('**In 1 place it protects less than before.**');
    expect(markdown).toContain(`| warning | \`policy/limits.yaml:12\` | \`${message}\` |`);
    expect(markdown).toContain('| `limits dayPercent` | changed | `limits.yaml:2` | 0 | 0 | 0 |');
    expect(markdown).toContain('… and 36 more that change nobody.');
  });

  test('reads as its page shows it', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../examples/pull-request/README.md'), 'utf8');
    const shown = [...page.matchAll(/^> ?(.*)$/gm)].map(([, line = '']) => line).filter((line) => line !== '');
    const { markdown } = reportOf({ ...FINE, plan: { ...SOME, guard: { counted: 2, passes: 2, held: 0 } } });
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((line) => !markdown.includes(line))).toEqual([]);
  });

  test('takes what somebody wrote into a policy as text: no mention, no markup, no broken table', () => {
    expect(code('@everyone `x` | <img src=x>\nnext')).toBe("`@everyone 'x' \\| <img src=x> next`");
    expect(code(' \u202e ')).toBe('');
  });

  test('shows so many rows, and says how many are left', () => {
    expect(table(['a'], [['1'], ['2'], ['3']], 2)).toBe('| a |\n| --- |\n| 1 |\n| 2 |\n\n… and 1 more.');
    expect(table(['a'], [], 2)).toBe('');
  });
});

describe('an annotation', () => {
  test('stands on file, line and column', () => {
    expect(annotationOf(FINDING)).toBe('::error file=policy/rules.yaml,line=12,col=5,title=invalid::unknown role');
  });

  test('cannot be broken out of by what a policy says', () => {
    const evil = { ...FINDING, file: 'policy/a,b:c.yaml', message: '100%\r\n::set-env name=A::b' };
    const line = annotationOf(evil);
    expect(line).toContain('file=policy/a%2Cb%3Ac.yaml,');
    expect(line).toContain('::100%25%0D%0A::set-env name=A::b');
    expect(line.split('\n')).toHaveLength(1);
  });
});

const human = (id: number, body = 'looks good') => ({ id, body, user: { type: 'User' } });

describe('the one comment of a pull request', () => {
  test('is made where there is none', async () => {
    const { of, sent } = await aGitHub([human(1)]);
    expect(await keepComment(of, MARKER, `${MARKER}\nnew`)).toBe('made');
    expect(sent.at(-1)).toMatchObject({ method: 'POST', path: '/repos/acme/policy/issues/7/comments' });
  });

  test('is edited where it is there, however many came before it', async () => {
    const many = Array.from({ length: 130 }, (_, index) => human(index + 1));
    const { of, sent } = await aGitHub([...many, { id: 900, body: `${MARKER}\nold`, user: { type: 'Bot' } }]);
    expect(await keepComment(of, MARKER, `${MARKER}\nnew`)).toBe('edited');
    expect(sent.at(-1)).toMatchObject({ method: 'PATCH', path: '/repos/acme/policy/issues/comments/900' });
    expect(sent.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  test('is never that of somebody who quotes the marker', async () => {
    const { of } = await aGitHub([human(1, `${MARKER}\nmine`)]);
    expect(await keepComment(of, MARKER, `${MARKER}\nnew`)).toBe('made');
  });

  test('fails by what GitHub answered, without the token', async () => {
    const { of, sent } = await aGitHub([], 403);
    const failure = keepComment(of, MARKER, MARKER);
    await expect(failure).rejects.toThrow('GitHub answered 403');
    await expect(failure).rejects.not.toThrow(TOKEN);
    expect(sent[0]?.token).toBe(`Bearer ${TOKEN}`);
  });

  test('is cut where GitHub would not take it', async () => {
    const { of, sent } = await aGitHub([]);
    await keepComment(of, MARKER, 'x'.repeat(100_000));
    expect(JSON.parse(sent.at(-1)?.body ?? '').body).toHaveLength(65_000);
  });
});
