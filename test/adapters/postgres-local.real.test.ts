// The laptop's PostgreSQL comes back after a restart and after its parent was killed, and leaves other servers alone.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { forgetPostgres, type RunningPostgres, startPostgres } from '../../infra/local/targets/postgres.ts';
import { freePort } from '../servers/postgres.ts';

const MODULE = resolve(import.meta.dirname, '../../infra/local/targets/postgres.ts');

/** Starts a server in a process of its own, which dies at once without a farewell. */
async function startAndBeKilled(dataDir: string, port: number): Promise<void> {
  const script = `
    import { startPostgres } from ${JSON.stringify(MODULE)};
    await startPostgres(${JSON.stringify({ dataDir, port })});
    process.kill(process.pid, 'SIGKILL');`;
  const { promise, resolve: done } = Promise.withResolvers<void>();
  execFile(process.execPath, ['--input-type=module', '-e', script], (error) => {
    expect(error?.signal).toBe('SIGKILL');
    done();
  });
  await promise;
}

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function inFolder(work: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontdesk-pg-'));
  try {
    await work(dataDir);
  } finally {
    await forgetPostgres(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  }
}

const pidOf = async ({ clusterDir }: RunningPostgres): Promise<number> =>
  Number((await readFile(join(clusterDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);

test('accounts survive a restart, and Frontdesk’s credential stays the same', async () => {
  await inFolder(async (dataDir) => {
    const port = await freePort();
    const first = await startPostgres({ dataDir, port });
    await ask(first.frontdeskUrl, 'CREATE ROLE ada LOGIN');
    await first.stop();
    const second = await startPostgres({ dataDir, port });
    expect(second.frontdeskUrl).toBe(first.frontdeskUrl);
    expect(await ask(second.frontdeskUrl, `SELECT rolname FROM pg_roles WHERE rolname = 'ada'`)).toHaveLength(1);
    await second.stop();
  });
});

test('a server whose parent was killed is taken over, and a server of another folder goes on', async () => {
  await inFolder((other) =>
    inFolder(async (dataDir) => {
      const bystander = await startPostgres({ dataDir: other, port: await freePort() });
      const pid = await pidOf(bystander);
      const port = await freePort();
      await startAndBeKilled(dataDir, port);
      const running = await startPostgres({ dataDir, port });
      expect(await ask(running.frontdeskUrl, 'SELECT rolname FROM pg_roles WHERE rolcreaterole ORDER BY 1')).toEqual([
        { rolname: 'frontdesk' },
        { rolname: 'frontdesk_keeper' },
        { rolname: 'postgres' },
      ]);
      await running.stop();
      expect(await pidOf(bystander)).toBe(pid);
      expect(await ask(bystander.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await bystander.stop();
    }),
  );
});

test('a pid file that names a process of somebody else is no reason to end that process', async () => {
  await inFolder(async (dataDir) => {
    const port = await freePort();
    const first = await startPostgres({ dataDir, port });
    await first.stop();
    await writeFile(join(first.clusterDir, 'postmaster.pid'), `${process.pid}\n${first.clusterDir}\n`);
    const second = await startPostgres({ dataDir, port });
    expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.stop();
  });
});

test('it listens on this machine alone, its passwords are the owner’s alone, and Frontdesk is no superuser', async () => {
  await inFolder(async (dataDir) => {
    const running = await startPostgres({ dataDir, port: await freePort() });
    expect(await ask(running.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await ask(running.url, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    expect((await stat(join(dataDir, 'postgres-passwords.json'))).mode & 0o077).toBe(0);
    const self = await ask(
      running.frontdeskUrl,
      'SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user',
    );
    expect(self).toEqual([{ rolsuper: false, rolcreatedb: false }]);
    await running.stop();
  });
});
