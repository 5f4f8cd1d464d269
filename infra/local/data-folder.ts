// The laptop's data folder: one process at a time, one layout version, its secrets readable by the owner only.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { commandLine } from './command-line.ts';
import { StartRefused } from './start-refused.ts';
import { writeWhole } from './whole-file.ts';

/** Raised when what lies in the folder changes its form. */
export const LAYOUT = '2';

/** There while a restore is under way. */
export const RESTORING = 'restoring';

export interface DataFolder {
  readonly path: string;
  /** A sub-folder, made when absent, for the owner only. */
  sub(name: string): string;
  /** A file's text, made once by `make` when absent; for the owner only. */
  kept(name: string, make: () => string): string;
  release(): void;
}

/** Takes the folder for this process. Throws `StartRefused` when another one runs on it, or when it is not ours to use. */
export function openDataFolder(folder: string, { isRestore = false } = {}): DataFolder {
  const path = resolve(folder);
  makeFolder(path);
  refuseForeign(path, { anyLayout: false });
  if (!isRestore && existsSync(join(path, RESTORING)))
    throw new StartRefused(`a restore into ${path} was cut short: repeat it, or forget it with --fresh`);
  const lock = join(path, 'pid');
  take(path, lock);
  if (!existsSync(join(path, 'layout'))) writeWhole(join(path, 'layout'), LAYOUT);
  return {
    path,
    sub: (name) => made(join(path, name)),
    kept(name, make) {
      const file = join(path, name);
      if (!existsSync(file)) writeWhole(file, make());
      return readFileSync(file, 'utf8');
    },
    release: () => rmSync(lock, { force: true }),
  };
}

/** Above it first, one by one: Node's own recursive way never ends where a folder cannot be, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** Takes the folder and runs `forget` before all in it goes. Throws `StartRefused` for a folder that is not a data folder. */
export async function forgetDataFolder(folder: string, forget: (path: string) => Promise<void>): Promise<void> {
  const path = resolve(folder);
  if (!existsSync(path)) return;
  refuseForeign(path, { anyLayout: true });
  take(path, join(path, 'pid'));
  await forget(path);
  rmSync(path, { recursive: true, force: true });
}

/** What a first start that was killed at once leaves behind. */
const OF_A_FIRST_START = ['pid', 'layout.new'];

/** A folder with other people's files in it is neither written to nor, above all, deleted. */
function refuseForeign(path: string, { anyLayout }: { readonly anyLayout: boolean }): void {
  const layout = join(path, 'layout');
  const found = existsSync(layout) ? readFileSync(layout, 'utf8').trim() : undefined;
  if (found === undefined && readdirSync(path).some((name) => !OF_A_FIRST_START.includes(name)))
    throw new StartRefused(`${path} holds other files and no data of Frontdesk; start with another --data folder`);
  if (found !== undefined && found !== LAYOUT && !anyLayout) throw ofAnotherVersion(path, found);
}

/** After a roll back the folder may be newer than what runs: then the way on is forward, not to forget it. */
function ofAnotherVersion(path: string, found: string): StartRefused {
  const what = `(layout ${found}, this one reads ${LAYOUT}); nothing was changed`;
  return Number(found) > Number(LAYOUT)
    ? new StartRefused(
        `${path} was written by a newer version ${what}: start that version again, or restore a backup that this one took into another --data folder`,
      )
    : new StartRefused(
        `${path} was written by another version ${what}: start with another --data folder, or forget it with --fresh`,
      );
}

/** A number alone does not tell who holds it: after a reboot it may be anybody's. The emulators' own locks have the last word. */
function take(path: string, lock: string): void {
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (holder && holder !== process.pid && commandLine(holder).includes('node')) throw inUse(path, holder);
  rmSync(lock, { force: true });
  writeFileSync(lock, String(process.pid), { mode: 0o600, flag: 'wx' });
}

function inUse(path: string, holder: number): StartRefused {
  return new StartRefused(`${path} is in use by process ${holder}; stop it, or start with another --data folder`);
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** A new secret of 32 random bytes. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
