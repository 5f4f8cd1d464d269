// The world in which the PostgreSQL adapter keeps its laws: a real engine, its superuser as back door, a proxy for trouble.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { postgres } from '../../shared/adapters/postgres/index.ts';
import { startTestPostgres, type TestPostgres } from '../servers/postgres.ts';
import type { PlannedTrouble } from '../servers/postgres-proxy.ts';
import { type Direct, type DirectAccount, notHere, type Session, type World } from './world.ts';

type Ask = (sql: string) => Promise<void>;

export async function startPostgresWorld(): Promise<World> {
  const test = await startTestPostgres();
  const admin = new pg.Pool({ connectionString: test.server.url, max: 2 });
  admin.on('error', () => undefined);
  const good = new URL(test.server.frontdeskUrl).password;
  const ask: Ask = async (sql) => void (await admin.query(sql));
  return {
    adapter: postgres,
    config: { host: '127.0.0.1', port: test.proxy.port, database: 'app', user: 'frontdesk', tls: 'off', pageSize: 5 },
    secret: { good, wrong: 'not-the-password-of-anybody' },
    entitlements: ['role:engineering_ro', 'role:reporting', 'role:support_rw'],
    direct: backDoor(test, admin),
    troubles: troublesOf(test, ask),
    heal: async () => {
      test.proxy.plan(undefined);
      await test.proxy.accept();
      await ask(`ALTER ROLE frontdesk PASSWORD ${pg.escapeLiteral(good)}`);
      await ask('GRANT SELECT ON pg_catalog.pg_roles TO PUBLIC');
    },
    calls: () => test.proxy.calls(),
    openConnections: async () => test.proxy.connections(),
    stop: async () => {
      await admin.end();
      await test.stop();
    },
  };
}

function troublesOf({ proxy }: TestPostgres, ask: Ask): World['troubles'] {
  const plan = (trouble: PlannedTrouble) => async (): Promise<void> => proxy.plan(trouble);
  return {
    'throttled-seconds': notHere('PostgreSQL names no wait: see "too many connections" in postgres.real.test.ts'),
    'throttled-date': notHere('PostgreSQL names no wait: see "too many connections" in postgres.real.test.ts'),
    unavailable: plan({ kind: 'fail', severity: 'FATAL', code: '57P03' }),
    'server-error': plan({ kind: 'fail', severity: 'ERROR', code: 'XX000' }),
    refused: () => proxy.refuse(),
    silent: plan({ kind: 'silent' }),
    'silent-writes': plan({ kind: 'silent-commits' }),
    'lost-reply': plan({ kind: 'lose-commit-replies' }),
    unauthenticated: async () => {
      await ask(`ALTER ROLE frontdesk PASSWORD ${pg.escapeLiteral(randomBytes(9).toString('hex'))}`);
      await ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'frontdesk'`);
    },
    forbidden: () => ask('REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC'),
    garbage: plan({ kind: 'nonsense' }),
    html: notHere('a database is not asked over HTTP'),
    'list-truncated': plan({ kind: 'list', lie: 'cut-short' }),
    'list-empty': plan({ kind: 'list', lie: 'empty' }),
    'list-failing': plan({ kind: 'list', lie: 'fail-later' }),
    'list-repeated': plan({ kind: 'list', lie: 'repeat-first' }),
    'list-wrong-count': plan({ kind: 'list', lie: 'one-too-many' }),
    'list-gone': notHere('the catalogue of roles cannot be missing'),
    'lying-writes': plan({ kind: 'lie-about-commits' }),
  };
}

const ACCOUNTS = `
  SELECT r.oid::text AS id, r.rolname AS "userName", r.rolcanlogin AS active,
         shobj_description(r.oid, 'pg_authid') AS comment, r.rolvaliduntil::text AS until, r.rolconfig::text AS settings,
         ARRAY(SELECT DISTINCT 'role:' || g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
               WHERE m.member = r.oid ORDER BY 1) AS entitlements
  FROM pg_roles r`;

function backDoor(test: TestPostgres, admin: pg.Pool): Direct {
  const accounts = async (where: string, value: string): Promise<readonly DirectAccount[]> =>
    (await admin.query(`${ACCOUNTS} WHERE ${where}`, [value])).rows.map(direct);
  const nameOf = async (id: string): Promise<string> =>
    pg.escapeIdentifier((await admin.query('SELECT rolname FROM pg_roles WHERE oid = $1', [id])).rows[0].rolname);
  const run = async (sql: string): Promise<void> => void (await admin.query(sql));
  return {
    named: (userName) => accounts('lower(r.rolname) = lower($1)', userName),
    account: async (id) => (await accounts('r.oid = $1::oid', id))[0],
    createForeign: async (userName) => {
      await run(`CREATE ROLE ${pg.escapeIdentifier(userName)} LOGIN`);
      return (await admin.query('SELECT oid::text FROM pg_roles WHERE rolname = $1', [userName])).rows[0].oid;
    },
    remove: async (id) => run(`DROP ROLE ${await nameOf(id)}`),
    setActive: async (id, active) => run(`ALTER ROLE ${await nameOf(id)} ${active ? 'LOGIN' : 'NOLOGIN'}`),
    grant: async (id, entitlement) => run(`GRANT ${roleOf(entitlement)} TO ${await nameOf(id)}`),
    revoke: async (id, entitlement) => {
      const grantors = `SELECT DISTINCT grantor::regrole::text AS grantor FROM pg_auth_members WHERE member = $1`;
      for (const { grantor } of (await admin.query(grantors, [id])).rows)
        await run(`REVOKE ${roleOf(entitlement)} FROM ${await nameOf(id)} GRANTED BY ${grantor}`);
    },
    holders: async (entitlement) =>
      (
        await admin.query(
          'SELECT DISTINCT member::text AS id FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE g.rolname = $1',
          [roleOf(entitlement)],
        )
      ).rows.map((row) => row.id),
    logIn: async (id) => {
      const password = randomBytes(12).toString('hex');
      await run(`ALTER ROLE ${await nameOf(id)} PASSWORD '${password}'`);
      const name = (await admin.query('SELECT rolname FROM pg_roles WHERE oid = $1', [id])).rows[0].rolname as string;
      return openSession(test, name, password);
    },
    logInWith: async (userName, secret) => {
      const session = await openSession(test, userName, secret);
      await session?.end();
      return session !== undefined;
    },
  };
}

/** Straight to the server, past the proxy. */
async function openSession(test: TestPostgres, user: string, password: string): Promise<Session | undefined> {
  const port = Number(new URL(test.server.url).port);
  const client = new pg.Client({ host: '127.0.0.1', port, database: 'postgres', user, password });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    return undefined;
  }
  const alive = async (): Promise<boolean> => {
    await sleep(20);
    return client.query('SELECT 1').then(
      () => true,
      () => false,
    );
  };
  return { alive, end: () => client.end().catch(() => undefined) };
}

function direct(row: Record<string, unknown>): DirectAccount {
  return {
    id: String(row.id),
    userName: String(row.userName),
    active: row.active === true,
    entitlements: row.entitlements as readonly string[],
    details: { comment: String(row.comment), until: String(row.until), settings: String(row.settings) },
  };
}

const roleOf = (entitlement: string): string => entitlement.slice('role:'.length);
