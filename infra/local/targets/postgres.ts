// The PostgreSQL of the laptop run: a real engine on 127.0.0.1 that survives restarts and a kill -9 of its parent.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { refuseTaken } from '../taken-port.ts';
import { writeWhole } from '../whole-file.ts';
import { type Engine, prepareEngine } from './postgres-engine.ts';
import { endOrphan, endProcess } from './postgres-orphan.ts';
import { seedDatabase, seedRoles } from './postgres-seed.ts';

export interface RunningPostgres {
  /** The superuser's address in the database `app`; it holds a password: show it to the owner of the machine only. */
  readonly url: string;
  /** What Frontdesk itself uses: CREATEROLE, no superuser. Holds a password. */
  readonly frontdeskUrl: string;
  /** Where the cluster lies: below `dataDir`, or below /var/lib/frontdesk when started as root. */
  readonly clusterDir: string;
  stop(): Promise<void>;
}

/** How long a stop waits for PostgreSQL to write its last checkpoint, ms; without it the next start reads its log. */
const STOP_MS = 1_000;

interface Passwords {
  readonly admin: string;
  readonly frontdesk: string;
}

/** Starts (and on the first run creates) the cluster that belongs to `dataDir`, and returns when it answers. */
export async function startPostgres(options: {
  readonly dataDir: string;
  readonly port: number;
}): Promise<RunningPostgres> {
  const engine = prepareEngine(options.dataDir);
  const cluster = join(engine.clusterDir, 'cluster');
  await endOrphan(cluster);
  // Root's cluster lies outside `dataDir`: when that folder was deleted, its cluster is forgotten with it.
  if (!existsSync(passwordFile(options.dataDir))) rmSync(cluster, { recursive: true, force: true });
  const passwords = keptPasswords(options.dataDir);
  if (!existsSync(join(cluster, 'PG_VERSION'))) createCluster(engine, cluster, passwords.admin);
  // Otherwise our server would end, and we would talk to a stranger's.
  await refuseTaken(options.port);
  const child = launch(engine, cluster, options.port);
  const address = (user: string, password: string, database: string): string =>
    `postgres://${user}:${password}@127.0.0.1:${options.port}/${database}`;
  const stop = (): Promise<void> =>
    endProcess(child.pid ?? 0, () => child.exitCode === null && child.signalCode === null, STOP_MS);
  try {
    await answered(child, address('postgres', passwords.admin, 'postgres'), join(engine.clusterDir, 'postgres.log'));
    await as(address('postgres', passwords.admin, 'postgres'), seedDatabase);
    await as(address('postgres', passwords.admin, 'app'), (client) => seedRoles(client, passwords.frontdesk));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: address('postgres', passwords.admin, 'app'),
    frontdeskUrl: address('frontdesk', passwords.frontdesk, 'app'),
    clusterDir: cluster,
    stop,
  };
}

/** Forgets the cluster of `dataDir` (`--fresh`). It must not be running. */
export async function forgetPostgres(dataDir: string): Promise<void> {
  const { clusterDir } = prepareEngine(dataDir);
  await endOrphan(join(clusterDir, 'cluster'));
  rmSync(clusterDir, { recursive: true, force: true });
  rmSync(passwordFile(dataDir), { force: true });
}

function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres-passwords.json');
}

function keptPasswords(dataDir: string): Passwords {
  const file = passwordFile(dataDir);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  mkdirSync(dataDir, { recursive: true });
  const made = { admin: randomBytes(24).toString('base64url'), frontdesk: randomBytes(24).toString('base64url') };
  writeWhole(file, JSON.stringify(made));
  return made;
}

function createCluster(engine: Engine, cluster: string, password: string): void {
  // A first start that was killed half way leaves a folder that initdb would refuse.
  rmSync(cluster, { recursive: true, force: true });
  const secretFile = join(engine.clusterDir, 'initdb-password');
  writeFileSync(secretFile, password, { mode: 0o600 });
  if (engine.owner) chownSync(secretFile, engine.owner.uid, engine.owner.gid);
  const fresh = `${cluster}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const args = [`--pgdata=${fresh}`, '--auth=scram-sha-256', '--username=postgres', `--pwfile=${secretFile}`];
  const made = spawnSync(engine.initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-instructions'], {
    ...engine.owner,
    cwd: engine.clusterDir,
    encoding: 'utf8',
  });
  rmSync(secretFile, { force: true });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr.slice(-400)}`);
  renameSync(fresh, cluster);
}

function launch(engine: Engine, cluster: string, port: number): ChildProcess {
  const log = openSync(join(engine.clusterDir, 'postgres.log'), 'a', 0o600);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // A failing statement's text may hold names or a password verifier: keep it out of the log.
    log_min_error_statement: 'panic',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(engine.postgres, ['-D', cluster, '-p', String(port), ...flags], {
    ...engine.owner,
    cwd: engine.clusterDir,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => undefined);
  // However we end, short of kill -9: it does not stay behind.
  const endWithUs = () => child.kill('SIGINT');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  return child;
}

async function answered(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 30) {
    if (child.exitCode !== null || child.pid === undefined) break;
    try {
      return await as(url, async () => undefined);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code?.startsWith('28')) throw error;
      await sleep(30);
    }
  }
  throw new Error(`PostgreSQL did not start: ${readFileSync(logFile, 'utf8').slice(-400)}`);
}

async function as(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
