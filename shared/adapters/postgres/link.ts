// One connection to the server that can be cut at any moment, opened with whichever live password the server takes.
import { Socket } from 'node:net';
import pg from 'pg';
import type { PostgresConfig } from './config.ts';
import { type Credential, credentialOf } from './credential.ts';
import { sqlState } from './faults.ts';

/**
 * The server's own limits on us; their sum is how long a COMMIT that we gave up on can still land: an idle transaction
 * is rolled back after the first, a running statement after the second.
 */
const IDLE_IN_TRANSACTION_MS = 5_000;
const STATEMENT_MS = 10_000;
export const LANDING_MS = IDLE_IN_TRANSACTION_MS + STATEMENT_MS;
const CONNECT_MS = 5_000;

export interface Link {
  readonly client: pg.Client;
  /** On the machine's monotonic clock, ms. */
  readonly openedAt: number;
  /** Ends it without a farewell; what waits for it rejects. */
  cut(): void;
}

/** Tries each value of the secret in turn: a rotation may be half done on either side. Rejects with the last refusal. */
export async function openLink(config: PostgresConfig, secrets: readonly string[], signal: AbortSignal): Promise<Link> {
  let refusal: unknown = new Error('the target has no secret');
  for (const secret of secrets) {
    try {
      return await openWith(config, credentialOf(secret, config), signal);
    } catch (error) {
      if (sqlState(error) !== '28P01') throw error;
      refusal = error;
    }
  }
  throw refusal;
}

async function openWith(config: PostgresConfig, credential: Credential, signal: AbortSignal): Promise<Link> {
  signal.throwIfAborted();
  const socket = new Socket();
  const client = new pg.Client({ ...settings(config), ...actingAs(config, credential), stream: () => socket });
  const cut = (): void => void socket.destroy();
  client.on('error', () => undefined);
  signal.addEventListener('abort', cut, { once: true });
  try {
    await client.connect();
    return { client, cut, openedAt: performance.now() };
  } catch (error) {
    cut();
    throw error;
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

function settings(config: PostgresConfig): pg.ClientConfig {
  const ssl = config.tls === 'verify' ? { rejectUnauthorized: true, ...(config.ca ? { ca: config.ca } : {}) } : false;
  return {
    host: config.host,
    port: config.port,
    database: config.database,
    ssl,
    application_name: 'frontdesk',
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    lock_timeout: IDLE_IN_TRANSACTION_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  };
}

/** Whoever of the two logs in acts as `user` from the first statement on: what one has made the other may change. */
function actingAs({ user }: PostgresConfig, { username, password }: Credential): pg.ClientConfig {
  if (username === user) return { user, password };
  return { user: username, password, options: `-c role=${user.replaceAll(/[\\ ]/g, '\\$&')}` };
}
