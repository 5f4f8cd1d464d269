// The program of the workflow, run as GitHub runs it.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aGitHub, TOKEN } from './a-github.ts';

const PROGRAM = resolve(import.meta.dirname, '../../examples/pull-request/comment.ts');
const FINE: readonly object[] = [];
const BROKEN = [
  {
    severity: 'error',
    code: 'invalid',
    file: 'policy/rules.yaml',
    line: 3,
    column: 5,
    message: 'rule "a" is there twice',
  },
];
const TESTS = { passed: true, tests: [], coveredPercent: 100 };

interface Run {
  readonly files: { readonly [file: string]: object };
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

async function run({ files, args = [], env = {} }: Run) {
  const folder = mkdtempSync(join(tmpdir(), 'comment-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), JSON.stringify(content));
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, '');
  const own = { PATH: process.env.PATH, GITHUB_STEP_SUMMARY: summary };
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env: { ...own, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return { code, output, summary: readFileSync(summary, 'utf8') };
}

function envOf({ api, repository, number, token }: Awaited<ReturnType<typeof aGitHub>>['of']) {
  return { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, PULL_REQUEST: `${number}`, GITHUB_TOKEN: token };
}

describe('the program that tells a pull request', () => {
  test('annotates what a fork broke, writes the summary, asks nobody, and fails', async () => {
    const { code, output, summary } = await run({
      files: { 'check.json': BROKEN, 'tests.json': TESTS },
      args: ['--annotate'],
    });
    expect(code).toBe(1);
    expect(output).toBe('::error file=policy/rules.yaml,line=3,col=5,title=invalid::rule "a" is there twice\n');
    expect(summary).toContain('1 finding');
  });

  test('comments, and fails where the plan was asked for and is not there', async () => {
    const { of, sent } = await aGitHub([]);
    const files = { 'check.json': FINE, 'tests.json': TESTS };
    const { code } = await run({ files, args: ['--plan', 'plan.json'], env: envOf(of) });
    expect(code).toBe(1);
    expect(sent.at(-1)?.body).toContain('**Plan:** could not be made');
  });

  test('passes where all is well', async () => {
    const { of, sent } = await aGitHub([]);
    const { code, output } = await run({ files: { 'check.json': FINE, 'tests.json': TESTS }, env: envOf(of) });
    expect([code, output]).toEqual([0, 'The comment was made.\n']);
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test('says what GitHub refused without the token, and fails', async () => {
    const { of } = await aGitHub([], 401);
    const { code, output } = await run({ files: { 'check.json': FINE, 'tests.json': TESTS }, env: envOf(of) });
    expect(code).toBe(1);
    expect(output).toContain('GitHub answered 401');
    expect(output).not.toContain(TOKEN);
  });

  test('refuses a limit that is no number', async () => {
    const { code, output } = await run({ files: {}, args: ['--most-losing', 'many'] });
    expect([code, output]).toEqual([1, '--most-losing takes a number of people\n']);
  });
});
