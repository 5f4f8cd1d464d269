// The fifty people of examples/saas-50 on a laptop, by the very commands of its page.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../e2e/deliveries.ts';
import { aPlace, forgetPlace } from '../e2e/laptop.ts';

const PAGE = readFileSync('examples/saas-50/README.md', 'utf8');
const DATA = '.frontdesk-quill';
const place = aPlace();
let started: ChildProcess;

/** The words after `npx frontdesk` or `npm start --` of each line that uses the folder, which is this test's own. */
const linesOf = (program: string) =>
  PAGE.split('\n')
    .filter((line) => line.startsWith(program) && line.includes(DATA))
    .map((line) =>
      line
        .slice(program.length)
        .replace(/ +#.*$/, '')
        .replace(DATA, place.data)
        .trim()
        .split(/ +/),
    );

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** All that a stream has said, at any time. */
function heard(stream: Readable | null): () => string {
  let said = '';
  stream?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  return () => said;
}

function typed(words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['bin/frontdesk.js', ...words]);
    const [out, err] = [heard(child.stdout), heard(child.stderr)];
    child.on('close', (code) => resolve({ code, out: out(), err: err() }));
  });
}

beforeAll(async () => {
  const [words = []] = linesOf('npm start --');
  started = spawn(process.execPath, ['bin/run.js', 'infra/local/start.ts', ...words, '--port', String(place.port)]);
  const [out, err] = [heard(started.stdout), heard(started.stderr)];
  await new Promise<void>((resolve, reject) => {
    started.stdout?.on('data', () => {
      if (out().includes('Try, in')) resolve();
    });
    started.on('exit', () => reject(new Error(err())));
  });
}, 60_000);
afterAll(async () => {
  const gone = new Promise((resolve) => started.once('exit', resolve));
  started.kill('SIGTERM');
  await gone;
  await forgetPlace(place.data);
});

describe('an example company on a laptop', () => {
  it('does all that its page says, line by line', async () => {
    const lines = linesOf('npx frontdesk');
    expect(lines.length).toBeGreaterThan(5);
    // A line that asks for somebody may come before they are decided.
    for (const words of lines)
      await eventually(
        () => typed(words),
        ({ code }) => code === 0,
      );
  });

  it('turns a hire at its HR system into accounts in its apps, and says why', async () => {
    const at = ['--json', '--data', place.data];
    const sent = await typed([...at, 'send', 'hire', '--source', 'bamboohr', '--department', 'Engineering']);
    const { person } = JSON.parse(sent.out) as { person: string };
    const report = await eventually(
      () => typed([...at, 'person', person]),
      ({ out }) => (out.match(/"state":"(applied|verified)"/g) ?? []).length === 3,
    );
    expect(JSON.parse(report.out)).toMatchObject({
      status: 'active',
      targets: [{ target: 'code' }, { target: 'slack' }, { target: 'wiki' }],
    });
    const why = await typed(['--data', place.data, 'explain', person, 'code', 'group:developers']);
    expect(why.out).toContain('Rule "engineering" (rules.yaml:9) gives role "engineer"');
    const reached = await typed(['--data', place.data, 'reach', person]);
    expect(reached.out).toContain('group:developers');
    const plan = await typed(['--data', place.data, '--as', 'reader', 'plan']);
    expect(plan).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to change.') });
  });
});
