// Rotates our own credential: two log-ins by turns, opened and shut by two functions of the database's owner.
import * as z from 'zod';
import type { Fault } from '../../model/fault.ts';
import type { AdapterPorts, OwnCredential } from '../../ports/adapter.ts';
import type { PostgresConfig } from './config.ts';
import { credentialOf } from './credential.ts';
import { openDatabase, type Query } from './database.ts';
import { endSessionsOf } from './ending.ts';
import { toFault } from './faults.ts';
import { makePassword, scramVerifier } from './scram.ts';

/**
 * Neither log-in may hold ADMIN on the other (PostgreSQL refuses circular memberships), so a third role owns the functions; they
 * take the other one's name alone. README.md has their text.
 */
const OPEN = 'SELECT frontdesk_rotation.open($1, $2)';
const SHUT = 'SELECT frontdesk_rotation.shut($1)';
const OID = 'SELECT oid::text AS oid FROM pg_catalog.pg_roles WHERE rolname = $1';

const Oids = z.array(z.object({ oid: z.string() })).max(1);

/** Undefined where the configuration names no two log-ins. */
export function ownCredential(config: PostgresConfig, ports: AdapterPorts): OwnCredential | undefined {
  const { logins } = config;
  if (!logins) return undefined;
  return {
    create: async ({ current }) => {
      const { username: turn } = credentialOf(current, config);
      const username = logins.find((login) => login !== turn) ?? logins[0];
      return { kind: 'made', value: JSON.stringify({ username, password: makePassword() }) };
    },
    set: async ({ next, signal }) => {
      const { username, password } = credentialOf(next, config);
      return guarded(() =>
        asOther({ config, ports, username }, (run) =>
          run(signal, (query) => query(OPEN, [username, scramVerifier(password)])),
        ),
      );
    },
    end: ({ old, signal }) =>
      guarded(() => shut({ config, ports, username: credentialOf(old, config).username }, signal)),
  };
}

interface Login {
  readonly config: PostgresConfig;
  readonly ports: AdapterPorts;
  readonly username: string;
}

/** First no new connection, then none that is open. */
async function shut(login: Login, signal: AbortSignal): Promise<Fault | undefined> {
  return asOther(login, async (run, database) => {
    await run(signal, (query) => query(SHUT, [login.username]));
    const [role] = Oids.parse(await run(signal, (query) => query(OID, [login.username])));
    if (!role) return undefined;
    const ended = await endSessionsOf(database, { oid: role.oid, clock: login.ports.clock, signal });
    return ended === 'still-open' ? { kind: 'partial', failed: ['sessions'], detail: 'connections go on' } : undefined;
  });
}

type Run = <T>(signal: AbortSignal, work: (query: Query) => Promise<T>) => Promise<T>;

/** Nobody else could open the door again. */
class LastLogin extends Error {}

/** On a connection that this log-in did not open, whatever waits on the shelf: it must not shut the door behind itself. */
async function asOther<T>(
  { config, ports, username }: Login,
  work: (run: Run, database: ReturnType<typeof openDatabase>) => Promise<T>,
): Promise<T> {
  const others = (await ports.secret({ fresh: true })).filter(
    (value) => credentialOf(value, config).username !== username,
  );
  if (others.length === 0) throw new LastLogin();
  const database = openDatabase({ ...config, connections: 1 }, async () => others);
  try {
    return await work(database.run, database);
  } finally {
    database.close();
  }
}

/** What the functions answer says nothing; what they refuse is a fault. */
async function guarded(work: () => Promise<unknown>): Promise<Fault | undefined> {
  try {
    const answer = await work();
    return isFault(answer) ? answer : undefined;
  } catch (error) {
    if (error instanceof LastLogin) return { kind: 'conflict', detail: 'it is the only log-in that there is' };
    return toFault(error, 'before-commit');
  }
}

function isFault(answer: unknown): answer is Fault {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}
