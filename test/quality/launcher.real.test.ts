import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { olderNode } from './older-node.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Stands in for the command line: says what it runs under and what it was given, and ends as it is told. */
const MAIN = `
const [what = '', ...rest]: readonly string[] = process.argv.slice(2);
console.log(JSON.stringify({ version: process.version, script: process.argv[1], given: [what, ...rest] }));
if (what === 'wait') {
  process.once('SIGTERM', () => process.exit(3));
  setInterval(() => {}, 1000);
  console.log('waiting');
}
if (what === 'die') process.kill(process.pid, 'SIGKILL');
if (what === 'fail') process.exitCode = 7;
if (what === 'throw') throw new Error('what went wrong');
`;

describe('under an older Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-launcher-'));
  const house = join(folder, 'house');
  const main = join(house, 'operator', 'main.ts');
  let node = '';

  beforeAll(async () => {
    node = await olderNode(join(folder, 'machine'));
    mkdirSync(join(house, 'operator'), { recursive: true });
    cpSync(join(ROOT, 'bin'), join(house, 'bin'), { recursive: true });
    writeFileSync(join(house, 'package.json'), '{"type":"module"}');
    writeFileSync(main, MAIN);
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const launch = (args: readonly string[], launcher = join(house, 'bin', 'frontdesk.js')) =>
    spawnSync(node, [launcher, ...args], { encoding: 'utf8', cwd: house });

  test('the command line goes on under Node 24, with its arguments', () => {
    const { stdout, status } = launch(['person', 'a b', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      version: expect.stringMatching(/^v24\./),
      script: expect.any(String),
      given: ['person', 'a b', '--json'],
    });
    expect(status).toBe(0);
  });

  test('a script of package.json does, as if it had been started alone', () => {
    const { stdout } = launch(['operator/main.ts', '--port', '1'], join(house, 'bin', 'run.js'));
    expect(JSON.parse(stdout)).toMatchObject({ script: main, given: ['--port', '1'] });
  });

  test('a script of package.json is told the same under Node 24', () => {
    const { stdout } = spawnSync(process.execPath, [join(house, 'bin', 'run.js'), 'operator/main.ts', 'x'], {
      encoding: 'utf8',
      cwd: house,
    });
    expect(JSON.parse(stdout)).toMatchObject({ script: main, given: ['x'] });
  });

  test('its exit code, its end by a signal and its error are passed on', () => {
    expect(launch(['fail']).status).toBe(7);
    expect(launch(['die']).signal).toBe('SIGKILL');
    expect(launch(['throw'])).toMatchObject({ status: 1, stderr: expect.stringContaining('what went wrong') });
  });

  test('whoever ends it ends what it started, which may tidy up', async () => {
    const child = spawn(node, [join(house, 'bin', 'frontdesk.js'), 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    for await (const chunk of child.stdout) if (String(chunk).includes('waiting')) child.kill('SIGTERM');
    expect(await exit).toEqual([3, null]);
  });

  test('without the packages it says what to do, and fails', () => {
    const bare = join(folder, 'bare');
    cpSync(join(ROOT, 'bin'), join(bare, 'bin'), { recursive: true });
    writeFileSync(join(bare, 'package.json'), '{"type":"module"}');
    const { stderr, status } = launch([], join(bare, 'bin', 'frontdesk.js'));
    expect(stderr).toContain('Run "npm ci"');
    expect(status).toBe(1);
  });
});
