// Copies of the product in which bugs are seeded, so that the tree itself is never touched.
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Found, Search } from './first-violation.ts';
import type { SeededBug } from './seeded-bug.ts';

const HOUSE = new URL('../..', import.meta.url).pathname;
const PARTS = ['shared', 'test/sim', 'test/memory', 'package.json'];
/** A bug that makes a history run for ever is not caught by that, ms. */
const PATIENCE = 10 * 60_000;

/** A copy of what the simulator runs, in a folder of its own; `from` another copy or, without it, the tree as it is now. */
export async function copyHouse(from = HOUSE): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'frontdesk-seeded-'));
  for (const part of PARTS) await cp(join(from, part), join(copy, part), { recursive: true });
  await symlink(join(HOUSE, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Takes a copy away again. */
export async function removeHouse(copy: string): Promise<void> {
  await rm(copy, { recursive: true, force: true });
}

/** Puts the bug into the copy. Throws in one sentence when the patch does not apply or changes nothing. */
export async function seed(copy: string, bug: SeededBug): Promise<void> {
  const before = await contents(copy, bug.files);
  const refused = await gitApply(copy, bug.text);
  if (refused) throw new Error(`the patch does not apply any more: ${refused}`);
  const after = await contents(copy, bug.files);
  if (after.every((text, at) => text === before[at])) throw new Error('the patch changes nothing');
}

function contents(copy: string, files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(files.map((file) => readFile(join(copy, file), 'utf8').catch(() => '')));
}

/** What git says against it; nothing when it applied. */
function gitApply(cwd: string, patch: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() };
    const git = spawn('git', ['apply', '--whitespace=nowarn', '-'], { cwd, env, stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    git.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    git.on('error', (error) => resolve(error.message));
    git.on('close', (code) => resolve(code === 0 ? undefined : said.trim().replaceAll('\n', '; ') || `exit ${code}`));
    git.stdin.on('error', () => undefined);
    git.stdin.end(patch);
  });
}

/** Searches in a process of its own. Rejects when that process fails or does not end. */
export function search(copy: string, request: Search): Promise<Found> {
  const args = [join(copy, 'test/sim/first-violation.ts'), JSON.stringify(request)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: copy, timeout: PATIENCE, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      if (!error) return resolve(JSON.parse(stdout) as Found);
      const why = error.killed ? 'it did not come to an end' : (/^\w*Error.*$/m.exec(stderr)?.[0] ?? error.message);
      reject(new Error(why));
    });
  });
}
