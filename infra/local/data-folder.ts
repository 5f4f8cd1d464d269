// The laptop's data folder: one process at a time, one layout version, its secrets readable by the owner only.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Raised when what lies in the folder changes its form. */
const LAYOUT = 1;

/** A start that cannot be: one sentence that says what, why and what next. */
export class StartRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartRefused';
  }
}

export interface DataFolder {
  readonly path: string;
  /** A sub-folder, made when absent, for the owner only. */
  sub(name: string): string;
  /** A file's text, made once by `make` when absent; for the owner only. */
  kept(name: string, make: () => string): string;
  release(): void;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Takes the folder for this process. Throws `StartRefused` when another one runs on it or its layout is another. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lock = join(path, 'pid');
  const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
  if (holder && holder !== process.pid && isAlive(holder))
    throw new StartRefused(`${path} is in use by process ${holder}; stop it, or start with another --data folder`);
  writeFileSync(lock, String(process.pid), { mode: 0o600 });
  const layout = join(path, 'layout');
  const found = existsSync(layout) ? readFileSync(layout, 'utf8').trim() : String(LAYOUT);
  if (found !== String(LAYOUT))
    throw new StartRefused(
      `${path} was written by another version (layout ${found}, this one reads ${LAYOUT}); nothing was changed: use another --data folder`,
    );
  writeFileSync(layout, String(LAYOUT), { mode: 0o600 });
  return {
    path,
    sub: (name) => made(join(path, name)),
    kept(name, make) {
      const file = join(path, name);
      if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
      return readFileSync(file, 'utf8');
    },
    release: () => rmSync(lock, { force: true }),
  };
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** A new secret of 32 random bytes. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
