// What `plan` and `apply` say and how they exit, by what a running Frontdesk answers.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { committedAs } from '../../operator/policy-folder/committed.ts';
import type { PreviewEntry, PreviewSlice } from '../../shared/model/preview.ts';
import { folder, frontdesk } from './command.ts';

const POLICY = new URL('../../policy', import.meta.url).pathname;

function slice(entries: readonly Partial<PreviewEntry>[]): PreviewSlice {
  const whole: PreviewEntry = {
    target: 'app',
    change: 'ensure',
    gains: [],
    loses: [],
    verdict: 'go',
    why: 'engineering',
    causes: ['rule engineering'],
    calls: 3,
    reserved: 3,
    observed: { account: 'active', entitlements: ['group:a'], profile: '0a1b2c3d' },
    wish: { account: 'active', entitlements: ['group:b'], profile: '0a1b2c3d' },
  };
  return {
    head: {
      tenant: 'demo',
      instance: '0123456789abcdef',
      at: Date.parse('2026-11-21T10:00:00Z'),
      by: 'alpha',
      version: 'aaaaaaaaaaaa',
      inForce: 'bbbbbbbbbbbb',
      tallies: '[[],[],[],[],[]]',
      limits: { hourPercent: 2, dayPercent: 5 },
      msPerCall: { app: 1_000, warehouse: 0 },
    },
    looked: 40,
    previews: entries.map((entry, at) => {
      const counts = entry.loses?.length ? ['*', 'app'] : [];
      return {
        person: `hr-${at + 1}`,
        revision: 4,
        entries: [{ ...whole, ...entry }],
        withheld: [],
        counts,
        counted: {},
      };
    }),
    parts: [{ part: 'rule engineering', change: 'changed', place: 'rules.yaml:5' }],
    unfinished: {},
  };
}

const loss = { gains: ['group:b'], loses: ['group:a'], why: 'no rule gives it any more' };
const gain = { gains: ['group:c'] };

function plan(entries: readonly Partial<PreviewEntry>[], ...words: readonly string[]) {
  return frontdesk(['plan', ...words], { 'POST plan': { json: slice(entries) } });
}

describe('a return', () => {
  it('says what it took back, or which plans it has ended', async () => {
    const revert = async (json: object) =>
      (await frontdesk(['policy', 'revert'], { 'POST policy/revert': { json } })).out.trim();
    expect(await revert({ version: 'aaaaaaaaaaaa' })).toBe('Taken back: aaaaaaaaaaaa.');
    expect(await revert({ version: 'aaaaaaaaaaaa', plans: ['0123456789abcdef'] })).toBe(
      'Over: plan 0123456789ab. What their people lose by it passes the guard. They go by aaaaaaaaaaaa again.',
    );
    const earlier = { version: 'bbbbbbbbbbbb', changed: true, woken: 3, plans: ['0123456789abcdef'] };
    const answers = { 'POST policy/revert/bbbbbbbbbbbb': { json: earlier } };
    const { out } = await frontdesk(['policy', 'revert', 'bbbbbbbbbbbb'], answers);
    expect(out).toContain('In force: bbbbbbbbbbbb. 3 people are looked at anew by now');
    expect(out).toContain('Over: plan 0123456789ab. What their people lose by it passes the guard.');
  });
});

describe('a plan', () => {
  it('of nothing exits with 0', async () => {
    expect(await plan([])).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to change.') });
  });

  it('exits with 0 where everything in it is kept from changing, and says so', async () => {
    const { code, out } = await plan([{ verdict: 'protected', why: 'protected account' }]);
    expect(code).toBe(0);
    expect(out).toContain('ensure (protected)');
    expect(out).toContain('Nothing changes in 1 protected.');
  });

  it('of changes exits with 2, shows losers first, and what the change costs', async () => {
    const { code, out } = await plan([gain, loss, loss, loss]);
    expect(code).toBe(2);
    expect(
      out
        .split('\n')
        .slice(0, 5)
        .map((line) => line.split(' ')[0]),
    ).toEqual(['PERSON', 'hr-2', 'hr-3', 'hr-4', 'hr-1']);
    expect(out).toContain('4 of 40 people change, 3 of them lose something; 4 changes.');
    expect(out).toContain('rule engineering  changed  rules.yaml:5  4       4     3');
    expect(out).toContain('12 calls in all; the targets are called side by side: 0.2 minutes.');
    expect(out).toContain('3 people count: 2 pass at once, 1 would be held for two people to approve.');
  });

  it('says how many rows are not in the table; the JSON has them all, on one line', async () => {
    const { out } = await plan([loss, loss, gain], '--limit', '1');
    expect(out).toContain('... and 2 rows more: --limit 3 shows them, --json has them all');
    const { code, out: json } = await plan([loss, loss, gain], '--limit', '1', '--json');
    expect(code).toBe(2);
    expect(json.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(json)).toMatchObject({
      policy: 'aaaaaaaaaaaa',
      base: null,
      inForce: 'bbbbbbbbbbbb',
      looked: 40,
      people: 3,
      losing: 2,
      changes: 3,
      rows: [
        { person: 'hr-1' },
        { person: 'hr-2' },
        { person: 'hr-3', what: '+group:c', causes: ['rule engineering'] },
      ],
      byPart: [{ part: 'rule engineering', place: 'rules.yaml:5', people: 3 }],
      byTarget: [{ target: 'app', calls: 9 }],
      guard: { counted: 2, passes: 2, held: 0 },
      saved: null,
    });
  });

  it.each([
    ['a target that is not there', ['--target', 'nowhere'], 'there is no target "nowhere", only app, warehouse'],
    ['a revision that is none', ['--base', 'no-such-branch'], 'is no published version, and no git revision'],
    ['a folder that is no policy', ['--policy', '/nowhere'], '/nowhere'],
    ['a number that is none', ['--limit', 'many'], '--limit takes a number of rows'],
    ['a file for a plan of no folder', ['--out', join(folder, 'p.txt')], 'name it with --policy'],
    [
      'a file for a part of a plan',
      ['--out', join(folder, 'p.txt'), '--policy', POLICY, '--target', 'app'],
      'leave --target out',
    ],
  ])('exits with 1 for %s', async (_, words, says) => {
    expect(await plan([gain], ...words)).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  });

  it('exits with 1 and the reason where it is refused', async () => {
    const answer = {
      'POST plan': { status: 409, json: { detail: 'no version "abcdefabcdef" was ever published here' } },
    };
    const { code, err } = await frontdesk(['plan', '--base', 'abcdefabcdef'], answer);
    expect(code).toBe(1);
    expect(err).toContain('was ever published here');
  });
});

describe('a saved plan', () => {
  const file = join(folder, 'plan.txt');
  const done = (more: object = {}) => ({
    'POST apply-plan': { json: { kind: 'done', applied: 2, held: 0, moved: [], ...more } },
  });

  it('is a file that names itself by its hash', async () => {
    const { code, out } = await plan([loss, gain], '--policy', POLICY, '--out', file);
    expect(code).toBe(2);
    const [heading = '', index = '', policy = ''] = readFileSync(file, 'utf8').split('\n');
    expect(JSON.parse(policy).origin).toMatchObject(await committedAs(POLICY));
    const hash = createHash('sha256').update(index).digest('hex');
    expect(heading).toBe(`frontdesk-plan 1 ${hash}`);
    expect(out).toContain(`Saved as plan ${hash.slice(0, 12)}, 2 people:`);
  });

  it('that is applied exits with 0; with 2 where somebody dropped out or is held', async () => {
    expect(await frontdesk(['apply', file], done())).toMatchObject({
      code: 0,
      out: expect.stringContaining('applied       2'),
    });
    const moved = [{ person: 'hr-2', what: 'the person: revision 6, and 4 was planned' }];
    const { code, out } = await frontdesk(['apply', file], done({ applied: 1, moved }));
    expect(code).toBe(2);
    expect(out).toContain('the person: revision 6, and 4 was planned');
    expect(await frontdesk(['apply', file, '--json'], done({ held: 1 }))).toMatchObject({ code: 2 });
  });

  it('is refused where a byte of it was changed, and nothing is sent', async () => {
    const other = join(folder, 'other.txt');
    writeFileSync(other, readFileSync(file, 'utf8').replace('group:b', 'group:d'));
    const { code, err } = await frontdesk(['apply', other], done());
    expect(code).toBe(1);
    expect(err).toContain('was changed: chunk 1 is not the one that its index names. Nothing was applied');
    writeFileSync(other, Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), readFileSync(file)]));
    expect((await frontdesk(['apply', other], done())).err).toContain('it does not begin as a plan does');
    expect(await frontdesk(['apply', '/nowhere/plan.txt'], done())).toMatchObject({ code: 1 });
  });
});
