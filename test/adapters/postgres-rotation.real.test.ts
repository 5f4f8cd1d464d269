// Our own credential at a real PostgreSQL: two log-ins by turns, what each may do, and what an ended one may not.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgres } from '../../shared/adapters/postgres/index.ts';
import type { Connection, OwnCredential } from '../../shared/ports/adapter.ts';
import { startTestPostgres, type TestPostgres } from '../servers/postgres.ts';

let server: TestPostgres;
let admin: pg.Client;
let live: readonly string[];
let connection: Connection;
const opened: Connection[] = [];
const signal = () => AbortSignal.timeout(10_000);

beforeAll(async () => {
  server = await startTestPostgres();
  admin = new pg.Client(server.server.url);
  await admin.connect();
  live = [new URL(server.server.frontdeskUrl).password];
  connection = connect(async () => live);
}, 60_000);

afterAll(async () => {
  for (const one of opened) await one.close();
  await admin.end();
  await server.stop();
});

function connect(secret: () => Promise<readonly string[]>, more: object = {}): Connection {
  const port = Number(new URL(server.server.url).port);
  const base = { host: '127.0.0.1', port, database: 'app', user: 'frontdesk', tls: 'off' };
  const made = postgres.connect(postgres.config.parse({ ...base, logins: ['frontdesk_a', 'frontdesk_b'], ...more }), {
    clock: { now: () => Date.now(), sleep: (ms) => sleep(ms), deadline: (ms) => AbortSignal.timeout(ms) },
    ids: { next: () => randomBytes(13).toString('hex'), random: () => 0.5 },
    digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
    log: { info() {}, warn() {}, error() {} },
    secret,
  });
  opened.push(made);
  return made;
}

const own = (): OwnCredential => connection.rotate as OwnCredential;
const usernameOf = (value: string): string => JSON.parse(value).username;
const probeWith = (value: string) => connect(async () => [value]).probe(signal());

async function made(): Promise<string> {
  const answer = await own().create({ id: 'r1', current: live[0] ?? '', signal: signal() });
  if (answer.kind !== 'made') throw new Error(answer.fault.kind);
  return answer.value;
}

/** What the rotation does in its four steps. */
async function turn(): Promise<string> {
  const [old = '', next] = [live[0], await made()];
  expect(await own().set({ next, signal: signal() })).toBeUndefined();
  expect(await probeWith(next)).toBeUndefined();
  live = [next, old];
  return old;
}

describe('two log-ins take turns', () => {
  test('a value that was made opens nothing before it is set, and then both open the database', async () => {
    const next = await made();
    expect(await probeWith(next)).toMatchObject({ kind: 'denied' });
    const old = await turn();
    expect(usernameOf(live[0] ?? '')).toBe('frontdesk_a');
    expect(await probeWith(old)).toBeUndefined();
  });

  test('what one has made the other changes, grants and revokes, over many turns', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const old = await turn();
      expect(await own().end({ old, signal: signal() })).toBeUndefined();
      live = live.slice(0, 1);
      const ref = { person: 'hr-1', userName: 'ada' };
      const [grant, revoke] =
        round % 2 === 0 ? ['role:reporting', 'role:sales_ro'] : ['role:sales_ro', 'role:reporting'];
      const change = { kind: 'ensure', ref, profile: { userName: 'ada' }, grant: [grant], revoke: [revoke] } as const;
      expect(await connection.apply({ change, key: 'k', signal: signal() })).toMatchObject({ kind: 'changed' });
      const found = await connection.read({ refs: [ref], signal: signal() });
      expect(found).toMatchObject({ readings: [{ entitlements: [grant] }] });
    }
  });

  test('after the very first log-in has ended, a scan is proven as before, and an account that was dropped is not in it', async () => {
    expect(await own().end({ old: new URL(server.server.frontdeskUrl).password, signal: signal() })).toBeUndefined();
    await admin.query('DROP ROLE ada');
    const page = await connection.scan({ signal: signal() });
    expect(page).toMatchObject({ kind: 'page', certificate: { complete: true } });
    expect(page.kind === 'page' && page.accounts.filter(({ userName }) => userName === 'ada')).toEqual([]);
  });

  test('the ended value opens nothing, and whoever was in with it is shown out', async () => {
    const { username, password } = JSON.parse(live[0] ?? '');
    const port = Number(new URL(server.server.url).port);
    const session = new pg.Client({ host: '127.0.0.1', port, user: username, password, database: 'app' });
    session.on('error', () => undefined);
    await session.connect();
    const old = await turn();
    expect(await own().end({ old, signal: signal() })).toBeUndefined();
    expect(await own().end({ old, signal: signal() })).toBeUndefined();
    await sleep(20);
    await expect(session.query('SELECT 1')).rejects.toThrow();
    expect(await probeWith(old)).toMatchObject({ kind: 'denied' });
    live = live.slice(0, 1);
    expect(await connection.probe(signal())).toBeUndefined();
  });

  test('a log-in can neither open nor shut itself, nor any other role', async () => {
    const { username, password } = JSON.parse(live[0] ?? '');
    const port = Number(new URL(server.server.url).port);
    const session = new pg.Client({ host: '127.0.0.1', port, user: username, password, database: 'app' });
    await session.connect();
    await session.query('SET ROLE frontdesk');
    const refused = { code: '42501' };
    for (const role of [username, 'postgres', 'ada'])
      await expect(session.query('SELECT frontdesk_rotation.shut($1)', [role])).rejects.toMatchObject(refused);
    const verifier = 'SCRAM-SHA-256$4096:c2FsdA==$a:b';
    for (const role of [username, 'postgres', 'frontdesk'])
      await expect(session.query('SELECT frontdesk_rotation.open($1, $2)', [role, verifier])).rejects.toMatchObject(
        refused,
      );
    await session.end();
  });

  test('a person who got into the database cannot call the functions', async () => {
    await admin.query("CREATE ROLE mallory LOGIN PASSWORD 'm'; GRANT CONNECT ON DATABASE app TO mallory");
    const port = Number(new URL(server.server.url).port);
    const session = new pg.Client({ host: '127.0.0.1', port, user: 'mallory', password: 'm', database: 'app' });
    await session.connect();
    await expect(session.query("SELECT frontdesk_rotation.shut('frontdesk_a')")).rejects.toMatchObject({
      code: '42501',
    });
    await session.end();
  });

  test('a configuration without two log-ins offers no rotation', () => {
    expect(connect(async () => live, { logins: undefined }).rotate).toBeUndefined();
    expect(postgres.config.safeParse({ host: 'h', database: 'd', user: 'u', logins: ['u', 'v'] }).success).toBe(false);
  });
});
