// A throwaway PostgreSQL for the tests, with the database and roles of the laptop run, and the proxy in front of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetPostgres, type RunningPostgres, startPostgres } from '../../infra/local/targets/postgres.ts';
import { type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts';

export interface TestPostgres {
  readonly server: RunningPostgres;
  readonly proxy: PostgresProxy;
  stop(): Promise<void>;
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontdesk-postgres-'));
  const server = await startPostgres({ dataDir, port: await freePort() });
  const proxy = await startPostgresProxy(Number(new URL(server.url).port));
  const stop = async (): Promise<void> => {
    await proxy.stop();
    await server.stop();
    await forgetPostgres(dataDir);
    await rm(dataDir, { recursive: true, force: true });
  };
  return { server, proxy, stop };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
