// The hunt for seeded bugs must itself be able to fail: on bugs that do not show, and on patches that are none any more.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBugs } from './seeded-bug.ts';
import { runBugs } from './seeded-bugs.ts';

const bugs = new URL('./bugs', import.meta.url).pathname;
let folder = '';
let told: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frontdesk-patches-'));
  told = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HEADER = 'Breaks: none\nMix: quiet\nSeed: 1\nHistories: 3\n\n';

function patch(path: string, lines: readonly string[]): string {
  return `${HEADER}diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n${lines.join('\n')}\n`;
}

async function hunt(where: string, only?: string) {
  const tell = (line: string) => told.push(line);
  return runBugs({ folder: where, json: true, control: 3, tell, ...(only !== undefined && { only }) });
}

async function huntPatch(text: string) {
  await writeFile(join(folder, 'planted.patch'), text);
  return hunt(folder);
}

/** Its first line becomes these, with the lines of context below that git wants. */
async function firstLineBecomes(instead: (line: string) => readonly string[], path = 'shared/core/timing.ts') {
  const [first = '', ...below] = (await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'))
    .split('\n')
    .slice(0, 4);
  const added = instead(first);
  const head = `@@ -1,${below.length + 1} +1,${below.length + added.length} @@`;
  return patch(path, [head, `-${first}`, ...added.map((line) => `+${line}`), ...below.map((line) => ` ${line}`)]);
}

test.each(['a-forged-delivery-is-taken-in', 'a-grant-ends-twice', 'facts-fold-as-they-come'])(
  'the simulator catches the seeded bug %s',
  async (name) => {
    expect(await hunt(bugs, name)).toEqual({ caught: 1, total: 1 });
    expect(told.at(-2)).toMatch(new RegExp(`^${name}: caught in \\d+ histories: .`));
    expect(JSON.parse(told.at(-1) ?? '')).toMatchObject({
      caught: 1,
      total: 1,
      bugs: [{ name, histories: expect.any(Number) }],
    });
  },
);

test('a patch that does not apply any more is not caught, and says so', async () => {
  expect(
    await huntPatch(patch('shared/core/timing.ts', ['@@ -1,1 +1,1 @@', '-// no such line', '+// another'])),
  ).toEqual({
    caught: 0,
    total: 1,
  });
  expect(told[0]).toContain('planted: NOT CAUGHT: the patch does not apply any more');
});

test('a patch that changes nothing is not caught, and says so', async () => {
  expect(await huntPatch(await firstLineBecomes((line) => [line]))).toEqual({ caught: 0, total: 1 });
  expect(told[0]).toContain('planted: NOT CAUGHT: the patch changes nothing');
});

test('a patch that breaks no rule is not caught', async () => {
  expect(await huntPatch(await firstLineBecomes(() => ['// The few durations.']))).toEqual({ caught: 0, total: 1 });
  expect(told[0]).toContain('planted: NOT CAUGHT: no violation in 3 histories');
});

test('a patch whose code only throws is not counted as caught', async () => {
  const broken = await firstLineBecomes((line) => [line, 'noSuchName();']);
  expect(await huntPatch(broken)).toEqual({ caught: 0, total: 1 });
  expect(told[0]).toContain('planted: NOT CAUGHT: ReferenceError');
});

test('a plain diff is a bug of mix all and seed 1', async () => {
  const plain = (await firstLineBecomes(() => ['// The few durations.'])).replace(HEADER, '');
  await writeFile(join(folder, 'planted.patch'), plain);
  expect(await readBugs(folder)).toMatchObject([{ name: 'planted', mix: 'all', seed: 1, histories: 5_000 }]);
});

test('a patch of an unknown mix, of the tests, or none at all is not caught, and keeps no other from the hunt', async () => {
  const good = await firstLineBecomes(() => ['//']);
  await writeFile(join(folder, 'calm.patch'), good.replace('Mix: quiet', 'Mix: calm'));
  await writeFile(join(folder, 'tests.patch'), good.replaceAll('shared/core', 'test/sim'));
  await writeFile(join(folder, 'words.patch'), 'nonsense');
  expect(await huntPatch(good)).toEqual({ caught: 0, total: 4 });
  expect(told.slice(0, 4)).toEqual([
    expect.stringMatching(/^calm: NOT CAUGHT: its header: .*must be one of quiet/),
    expect.stringMatching(/^tests: NOT CAUGHT: .*seeded in shared\/ only/),
    expect.stringMatching(/^words: NOT CAUGHT: it is no diff/),
    expect.stringMatching(/^planted: NOT CAUGHT: no violation in 3 histories/),
  ]);
});

test('a folder that is none, or has no patch, is said in one sentence', async () => {
  await expect(hunt('/nowhere')).rejects.toThrow(/^\/nowhere is no folder that can be read/);
  await expect(hunt(folder)).rejects.toThrow(/^there is no \*\.patch file in /);
});
