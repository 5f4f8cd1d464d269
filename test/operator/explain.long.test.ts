// `explain`, `who`, `reach` and `replay` on the command line: their words, their exit codes, and how far a long one has come.
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { frontdesk } from './command.ts';

const policy = mkdtempSync(join(tmpdir(), 'frontdesk-replay-'));
cpSync(new URL('../../policy', import.meta.url).pathname, policy, { recursive: true });

const holder = (person: string, rules: readonly string[] = ['engineering']) => ({
  person,
  target: 'app',
  account: 'active',
  state: 'verified',
  rules,
});

it('explains in the sentences that the API answers, with its target, day and entitlement in the question', async () => {
  const path = 'GET explain/hr-1?entitlement=group%3Aone&target=app&as-of=2026-12-24';
  const sentences = ['No: nothing.', 'At app: a \u001b[31mred\u001b[0m one.'];
  const { code, out } = await frontdesk(['explain', 'hr-1', 'app', 'group:one', '--as-of', '2026-12-24'], {
    [path]: { json: { sentences } },
  });
  expect({ code, out }).toEqual({ code: 0, out: 'No: nothing.\nAt app: a \\u{1b}[31mred\\u{1b}[0m one.\n' });
});

it.each([[['explain', 'hr-1']], [['explain', 'hr-1', 'app', 'group:one', 'group:two']]])(
  '%j is refused before anybody is asked',
  async (words) => {
    const { code, err } = await frontdesk(words);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('name a person and an entitlement') });
  },
);

it('names in its help what is to be typed', async () => {
  expect((await frontdesk(['explain', '--help'])).out).toMatch(
    /Arguments:\n +PERSON \[TARGET\] ENTITLEMENT +a person as in/,
  );
});

it('asks who holds something slice by slice, says how far it has come, and counts people once', async () => {
  const answers = {
    'GET who/group%3Aone': { json: { looked: 500, people: [holder('hr-2'), holder('hr-9', [])], cursor: 'c 1' } },
    'GET who/group%3Aone?cursor=c+1': { json: { looked: 200, people: [holder('hr-1')] } },
  };
  const { code, out, err } = await frontdesk(['who', 'group:one'], answers);
  expect(code).toBe(0);
  expect(out.split('\n').map((line) => line.split(/\s+/)[0])).toEqual(['PERSON', 'hr-1', 'hr-2', 'hr-9', '', '3', '']);
  expect(out).toContain('no rule gives it any more');
  expect(err).toBe('looked at 500 people, going on\nlooked at 700 people, all of them\n');
  const { out: json } = await frontdesk(['who', 'group:one', '--json'], answers);
  expect(JSON.parse(json)).toMatchObject({ of: 'group:one', count: 3, people: [{ person: 'hr-1' }, {}, {}] });
});

it('asks who held something then, and says first how it is known; a name that is nowhere ends with 1', async () => {
  const sentences = ['As of then: by the logs.', 'Who was erased is not among them.'];
  const past = { person: 'hr-1', target: 'app', since: '2026-11-21T10:00:00.000Z', rules: [] };
  const asked = (of: string, cursor = '') => `GET who/${of}?as-of=2026-12-24${cursor}`;
  const answers = {
    [asked('group%3Aone')]: { json: { looked: 1, people: [past], sentences } },
    [asked('group%3Atow')]: {
      json: { looked: 1, people: [], sentences, unknown: 'nothing is so called', cursor: 'c' },
    },
    [asked('group%3Atow', '&cursor=c')]: {
      json: { looked: 1, people: [], sentences, unknown: 'nothing is so called' },
    },
  };
  const { out } = await frontdesk(['who', 'group:one', '--as-of', '2026-12-24'], answers);
  expect(out.split('\n')).toEqual([
    ...sentences,
    expect.stringMatching(/^PERSON +TARGET +SINCE +READ BACK +BY RULE$/),
    expect.stringMatching(/^hr-1 +app +2026-11-21T10:00:00Z +no rule gave it then$/),
    '',
    '1 person',
    '',
  ]);
  const { code, err } = await frontdesk(['who', 'group:tow', '--as-of', '2026-12-24'], answers);
  expect([code, err]).toEqual([1, expect.stringContaining('nothing is so called')]);
});

it('asks for a name with a slash or a space in the query, where no path can hold it', async () => {
  const answers = { 'GET who?of=group%3Aone+two%2Fthree': { json: { looked: 1, people: [] } } };
  expect(await frontdesk(['who', 'group:one two/three'], answers)).toMatchObject({
    code: 0,
    out: 'Nobody holds it.\n',
  });
});

const slice = {
  window: { from: '2026-10-22T10:00:00.000Z', to: '2026-11-21T10:00:00.000Z' },
  ...{ base: 'aaaaaaaaaaaa', policy: 'bbbbbbbbbbbb', looked: 3 },
  totals: {
    ...{ looked: 3, facts: 4, different: 2, losing: 1, gaining: 1, respelled: 0 },
    targets: { app: { losing: 1, gaining: 1 } },
    entitlements: { 'group:one at app': { losing: 1, gaining: 0 } },
    rules: { engineering: { losing: 1, gaining: 0 } },
  },
  people: [
    {
      person: 'hr-1',
      different: [
        { kind: 'gain', target: 'app', what: 'group:two', from: '2026-11-01T00:00:00.000Z', rules: ['sales'] },
      ],
    },
    {
      person: 'hr-2',
      different: [
        {
          kind: 'loss',
          target: 'app',
          what: 'group:one',
          from: '2026-11-02T00:00:00.000Z',
          until: '2026-11-03T00:00:00.000Z',
          rules: ['engineering'],
        },
      ],
    },
  ],
};

it('shows a replay with losers first and exits with 2, and with 0 when nothing would have been different', async () => {
  const { code, out } = await frontdesk(['replay', '--policy', policy], { 'POST replay': { json: slice } });
  expect(code).toBe(2);
  expect(out).toContain('3 people, 4 recorded facts');
  expect(out.indexOf('hr-2')).toBeLessThan(out.indexOf('hr-1'));
  expect(out).toMatch(/hr-2 +app +-group:one +2026-11-02T00:00:00Z +2026-11-03T00:00:00Z +engineering/);
  expect(out).toMatch(/hr-1 +app +\+group:two +2026-11-01T00:00:00Z +still +sales/);
  const totals = { ...slice.totals, different: 0, losing: 0, gaining: 0, targets: {}, entitlements: {}, rules: {} };
  const same = await frontdesk(['replay', '--policy', policy], {
    'POST replay': { json: { ...slice, totals, people: [] } },
  });
  expect(same).toMatchObject({ code: 0, out: expect.stringContaining('Nothing would have been different.') });
});

it.each([
  [['replay', '--policy', join(policy, 'nowhere')], 'nowhere'],
  [['replay', '--policy', policy, '--base', 'no such thing'], 'is no published version, and no git revision'],
])('%j is refused in a sentence before anybody is asked', async (words, sentence) => {
  const { code, err } = await frontdesk(words);
  expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
});
