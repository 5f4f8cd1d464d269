// Why, who, what it reaches and what would have been: the command line against a running laptop, after real deliveries.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, send } from './deliveries.ts';
import { aPlace, forgetPlace, type Laptop, startLaptop } from './laptop.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const place = aPlace();
let laptop: Laptop;
let engineer: string;
let supporter: string;

interface End {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** The program as a shell runs it, in a process of its own. */
async function frontdesk(...words: readonly string[]): Promise<End> {
  const began = performance.now();
  const run = promisify(execFile)(process.execPath, [join(ROOT, 'bin/frontdesk.js'), '--data', place.data, ...words], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const {
    code = 0,
    stdout,
    stderr,
  } = await run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code, out: stdout, err: stderr, ms: performance.now() - began };
}

const isThere = async (person: string, entitlement: string) =>
  eventually(
    async () => JSON.stringify((await laptop.operator('GET', `person/${person}`)).json ?? {}),
    (told) => told.includes(`"${entitlement}"`),
  );

beforeAll(async () => {
  laptop = await startLaptop(place);
  engineer = `hr-${(await send(laptop, place.data, { what: 'hire', number: 1 })).subject}`;
  await send(laptop, place.data, { what: 'hire', number: 2 });
  supporter = `hr-${(await send(laptop, place.data, { what: 'move', number: 2, days: -1 })).subject}`;
  await isThere(engineer, 'group:engineering');
  await isThere(supporter, 'group:support');
});
afterAll(async () => {
  await laptop?.stop();
  await forgetPlace(place.data);
});

describe('the command line', () => {
  it('explains a yes and a no in the same words as the API', async () => {
    const yes = await frontdesk('explain', engineer, 'group:engineering');
    expect(yes).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Yes: the policy gives ${engineer} group:engineering at app.`),
    });
    expect(yes.out).toContain('department is "Engineering", as the rule wants.');
    const no = await frontdesk('explain', supporter, 'app', 'group:engineering');
    expect(no.out).toContain('department is "Support", the rule wants "Engineering".');
    const { json } = await laptop.operator('GET', `explain/${supporter}?target=app&entitlement=group:engineering`);
    expect(no.out.trim().split('\n')).toEqual((json as { sentences: string[] }).sentences);
  });

  it('names who holds a group, and walks the graph from a role and from a person', async () => {
    const who = JSON.parse((await frontdesk('who', 'group:support', '--json')).out);
    expect(who).toMatchObject({ count: 1, people: [{ person: supporter, target: 'app', rules: ['support'] }] });
    expect((await frontdesk('reach', 'engineer')).out).toMatch(/given by +engineering/);
    expect(JSON.parse((await frontdesk('reach', engineer, '--json')).out)).toMatchObject({
      kind: 'person',
      highestRisk: 'medium',
    });
  });

  it('walks the graph of another moment, both ways, in the same words as the API', async () => {
    const then = new Date().toISOString();
    const held = JSON.parse((await frontdesk('who', 'group:support', '--as-of', then, '--json')).out);
    expect(held).toMatchObject({
      asOf: then,
      people: [{ person: supporter, target: 'app', since: expect.any(String), rules: ['support'] }],
    });
    const { json } = await laptop.operator('GET', `who/group:support?as-of=${then}`);
    expect(held.sentences).toEqual((json as { sentences: string[] }).sentences);
    const person = await frontdesk('reach', engineer, '--as-of', then);
    expect(person.out).toContain('in force for them then (decided at ');
    expect(person.out).toMatch(/rules +engineering \(rules\.yaml:\d+\): engineer, everybody/);
    expect((await frontdesk('reach', 'engineer', '--as-of', then)).out).toContain('which was for everybody then');
    expect((await frontdesk('who', 'group:support', '--as-of', '2001-01-01')).out).toContain('Nobody.');
    expect(await frontdesk('reach', 'engineer', '--as-of', '2001-01-01')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no version was for everybody by then'),
    });
  });

  it('replays what happened under a folder that gives supporters nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frontdesk-policy-'));
    cpSync(join(ROOT, 'policy'), folder, { recursive: true });
    const rules = readFileSync(join(folder, 'rules.yaml'), 'utf8');
    writeFileSync(join(folder, 'rules.yaml'), rules.replace('department: Support', 'department: Care'));
    const same = await frontdesk('replay', '--since', '30d', '--policy', 'policy');
    expect(same).toMatchObject({ code: 0, out: expect.stringContaining('Nothing would have been different.') });
    const other = await frontdesk('replay', '--since', '1d', '--policy', folder, '--json');
    expect(other.code).toBe(2);
    const { totals, people } = JSON.parse(other.out);
    expect(totals).toMatchObject({ looked: 2, different: 1, losing: 1, gaining: 0 });
    expect(people).toMatchObject([
      {
        person: supporter,
        different: expect.arrayContaining([
          expect.objectContaining({ kind: 'loss', what: 'group:support', rules: ['support'] }),
        ]),
      },
    ]);
    expect((await frontdesk('explain', supporter, 'group:support', '--policy', folder)).out).toContain(
      'No: the policy would not give',
    );
  });

  it.each([
    [['explain', 'hr-0', 'group:support'], 'nobody is known as "hr-0"'],
    [['explain', 'hr-0'], 'name a person and an entitlement'],
    [['who', 'group:suport'], 'nearest: group:support at app'],
    [['reach', 'enginer'], 'nearest: engineer'],
    [['replay', '--policy', 'docs'], 'docs'],
    [['replay', '--policy', 'policy', '--since', 'soon'], '"soon" is no beginning of a window'],
    [
      ['replay', '--policy', 'policy', '--base', 'ffffffffffff'],
      'no policy version "ffffffffffff" was ever published here',
    ],
  ])('%j ends with 1 and one sentence', async (words, sentence) => {
    const { code, err } = await frontdesk(...words);
    expect([code, err]).toEqual([1, expect.stringContaining(sentence)]);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('is not slow to explain', async () => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) times.push((await frontdesk('explain', engineer, 'group:engineering')).ms);
    console.info(
      `explain took ${Math.round(Math.min(...times))} to ${Math.round(Math.max(...times))} ms, cold, with its process`,
    );
    expect(Math.min(...times)).toBeLessThan(1_000);
  });
});
