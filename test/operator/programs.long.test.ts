// Every program beside `npx frontdesk`, called as it cannot be, says so in one sentence, never with a stack trace.
import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;

function called(script: string, words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const { FRONTDESK_TOKEN, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/run.js', script, ...words], { cwd: ROOT, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

it.each([
  ['npm start', 'infra/local/start.ts', 1],
  ['npm run restore', 'infra/local/restore.ts', 1],
  ['npm run demo', 'infra/local/demo/run.ts', 1],
  ['npm run refill', 'infra/cloud/refill-table.ts', 1],
  ['npm run compare:copies', 'infra/cloud/compare-copies.ts', 1],
  ['npm run smoke', 'operator/smoke-stage.ts', 2],
  ['npm run sim', 'test/sim/run.ts', 1],
  ['npm run rehearse', 'test/rehearse/run.ts', 1],
  ['npm run fire', 'test/fire/run.ts', 1],
  ['npm run bench', 'bench/run.ts', 1],
])('%s says in one sentence that it does not know a flag', async (call, script, code) => {
  const end = await called(script, ['--bogus']);
  const sentence = new RegExp(`^[a-z]+: Unknown option '--bogus'; see ${call} -- --help\n$`);
  expect({ ...end, out: '', err: `${end.out}${end.err}` }).toEqual({
    code,
    out: '',
    err: expect.stringMatching(sentence),
  });
});

it.each([
  ['operator/smoke-stage.ts', [], '--stage names the stage to ask; see npm run smoke -- --help'],
  ['operator/smoke-stage.ts', ['--stage', 'main'], 'FRONTDESK_TOKEN is not set: give it the token of an operator'],
  ['infra/local/restore.ts', [], 'name one backup; see npm run restore -- --help'],
  ['infra/cloud/refill-table.ts', [], '--table is state or audit; see npm run refill -- --help'],
  ['infra/cloud/compare-copies.ts', [], '--state and --audit name two tables; see npm run compare:copies -- --help'],
])('%s with %j says in one sentence what it lacks', async (script, words, sentence) => {
  const { code, err } = await called(script, words);
  expect(code).not.toBe(0);
  expect(err).toContain(`frontdesk: ${sentence}`);
  expect(err.trim().split('\n')).toHaveLength(1);
});
