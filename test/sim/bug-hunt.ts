// Proves the simulator on bugs: each patch is applied to a copy of the product, in which a violation must then show.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const house = new URL('../..', import.meta.url).pathname;
const HISTORIES = 5_000;

/** What a patch's own first lines say. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  readonly breaks: string;
  readonly mix: string;
  readonly seed: number;
}

export interface Hunted {
  readonly bug: string;
  readonly caught: boolean;
  /** The first history that showed it, and what it showed; or why it was not caught. */
  readonly history?: number;
  readonly what: string;
  readonly seconds: number;
}

export interface Hunt {
  readonly folder: string;
  /** Only patches with this in their name. */
  readonly only: string;
  readonly tell: (line: string) => void;
}

/** Every patch of the folder, as many at a time as there are cores. */
export async function huntBugs({ folder, only, tell }: Hunt): Promise<readonly Hunted[]> {
  const bugs = (await readBugs(folder)).filter(({ name }) => name.includes(only));
  const waiting = [...bugs];
  const found: Hunted[] = [];
  const work = async () => {
    for (let bug = waiting.shift(); bug; bug = waiting.shift()) {
      const hunted = await huntBug(bug);
      found.push(hunted);
      const where = hunted.history === undefined ? '' : ` in history ${hunted.history}`;
      tell(`${hunted.caught ? 'caught' : 'MISSED'} ${bug.name}${where} (${hunted.seconds} s): ${hunted.what}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(bugs.length, availableParallelism()) }, work));
  return found.toSorted((a, b) => (a.bug < b.bug ? -1 : 1));
}

/** The patches of a folder by name. Throws for a patch without its header. */
export async function readBugs(folder: string): Promise<readonly Bug[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.patch')).sort();
  return Promise.all(files.map((name) => readBug(resolve(folder, name))));
}

async function readBug(file: string): Promise<Bug> {
  const text = await readFile(file, 'utf8');
  const line = (name: string) => {
    const value = new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1]?.trim();
    if (!value) throw new Error(`${basename(file)} has no line "${name}: ..."`);
    return value;
  };
  return { name: basename(file, '.patch'), file, breaks: line('Breaks'), mix: line('Mix'), seed: Number(line('Seed')) };
}

/** Copies, patches, runs; then runs the history that failed once more without the patch: there it must be as it should. */
export async function huntBug(bug: Bug): Promise<Hunted> {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const copy = await mkdtemp(join(tmpdir(), 'frontdesk-bug-'));
  try {
    await copyHouse(copy);
    const refused = await apply(copy, bug.file);
    if (refused)
      return { bug: bug.name, caught: false, what: `the patch does not apply: ${refused}`, seconds: seconds() };
    const { history, what } = await firstViolation(copy, bug);
    if (history === undefined) return { bug: bug.name, caught: false, what, seconds: seconds() };
    const clean = await violationsOf(house, bug, ['--history', String(history)]);
    if (clean !== '')
      return { bug: bug.name, caught: false, what: `shows without the bug too: ${clean}`, seconds: seconds() };
    return { bug: bug.name, caught: true, history, what, seconds: seconds() };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function copyHouse(copy: string): Promise<void> {
  for (const part of ['shared', 'test/sim', 'test/memory', 'package.json'])
    await cp(join(house, part), join(copy, part), { recursive: true });
  await symlink(join(house, 'node_modules'), join(copy, 'node_modules'));
}

async function apply(copy: string, patch: string): Promise<string | undefined> {
  try {
    await run('git', ['apply', '--whitespace=nowarn', patch], {
      cwd: copy,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() },
    });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error).split('\n')[0];
  }
}

async function firstViolation(folder: string, bug: Bug): Promise<{ history?: number; what: string }> {
  const text = await violationsOf(folder, bug, [
    '--histories',
    String(HISTORIES),
    '--until-violation',
    '--workers',
    '1',
  ]);
  const [, history, what = ''] = /history (\d+): (.*)/.exec(text) ?? [];
  return history === undefined
    ? { what: text || `no violation in ${HISTORIES} histories` }
    : { history: Number(history), what };
}

/** What a run says is wrong; empty when nothing is. */
async function violationsOf(folder: string, { seed, mix }: Bug, more: readonly string[]): Promise<string> {
  try {
    await run(process.execPath, ['test/sim/run.ts', '--seed', String(seed), '--mix', mix, ...more], {
      cwd: folder,
      maxBuffer: 1e8,
    });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return stdout || stderr || String(error);
  }
}
