// What only PostgreSQL does: owners of objects, grants of others, sessions, passwords, and its refusals.
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgres } from '../../shared/adapters/postgres/index.ts';
import type { AccountRef } from '../../shared/model/access.ts';
import type { Change, Connection, Outcome } from '../../shared/ports/adapter.ts';
import { startTestPostgres, type TestPostgres } from '../servers/postgres.ts';

let server: TestPostgres;
let admin: pg.Client;
let frontdesk: Connection;

const logged: string[] = [];
const signal = (): AbortSignal => AbortSignal.timeout(15_000);
const sql = async (text: string): Promise<Record<string, unknown>[]> => (await admin.query(text)).rows;
const portOf = (url: string): number => Number(new URL(url).port);

beforeAll(async () => {
  server = await startTestPostgres();
  admin = new pg.Client(server.server.url);
  await admin.connect();
  frontdesk = connect('frontdesk', new URL(server.server.frontdeskUrl).password);
}, 60_000);

afterAll(async () => {
  await frontdesk.close();
  await admin.end();
  await server.stop();
});

function connect(user: string, password: string, config: object = {}): Connection {
  const port = portOf(server.server.url);
  const parsed = postgres.config.parse({ host: '127.0.0.1', port, database: 'app', user, tls: 'off', ...config });
  const log = (event: string) => void logged.push(event);
  return postgres.connect(parsed, {
    clock: { now: () => Date.now(), sleep: (ms) => sleep(ms), deadline: (ms) => AbortSignal.timeout(ms) },
    ids: { next: () => randomBytes(13).toString('hex'), random: () => 0.5 },
    digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
    log: { info: log, warn: log, error: log },
    secret: async () => [password],
  });
}

let people = 0;
const person = (userName?: string): AccountRef => {
  people += 1;
  return { person: `hr-${people}`, userName: userName ?? `p${people}` };
};
const apply = (change: Change, on = frontdesk): Promise<Outcome> => on.apply({ change, key: 'k', signal: signal() });
const ensure = (ref: AccountRef, grant: readonly string[] = [], revoke: readonly string[] = []): Promise<Outcome> =>
  apply({ kind: 'ensure', ref, profile: { userName: ref.userName }, grant, revoke });
const suspend = (ref: AccountRef, revoke: readonly string[] = []) => apply({ kind: 'suspend', ref, revoke });
const faultKind = (outcome: Outcome): string => (outcome.kind === 'fault' ? outcome.fault.kind : outcome.kind);

async function logIn(user: string, password: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: portOf(server.server.url),
    database: 'postgres',
    user,
    password,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function issued(ref: AccountRef): Promise<string> {
  const answer = await frontdesk.issue?.({ ref, signal: signal() });
  if (answer?.kind !== 'issued') throw new Error(`not issued: ${JSON.stringify(answer)}`);
  return answer.secret;
}

const alive = (client: pg.Client): Promise<boolean> =>
  client.query('SELECT 1').then(
    () => true,
    () => false,
  );

test('a new account has no password, and an issued one is stored as SCRAM only and is in no log', async () => {
  const ref = person();
  await ensure(ref);
  const stored = () => sql(`SELECT rolpassword FROM pg_authid WHERE rolname = '${ref.userName}'`);
  expect(await stored()).toEqual([{ rolpassword: null }]);
  await sql(`ALTER SYSTEM SET log_statement = 'all'`);
  await sql('SELECT pg_reload_conf()');
  await sleep(200);
  const secret = await issued(ref);
  await sql('ALTER SYSTEM RESET log_statement');
  await sql('SELECT pg_reload_conf()');
  expect(String((await stored())[0]?.rolpassword)).toMatch(/^SCRAM-SHA-256\$4096:/);
  const log = await readFile(join(dirname(server.server.clusterDir), 'postgres.log'), 'utf8');
  expect(log).toContain(`ALTER ROLE "${ref.userName}" PASSWORD`);
  expect(log).not.toContain(secret);
  await (await logIn(ref.userName, secret)).end();
});

test('a new credential shows out whoever got in with the one before', async () => {
  const ref = person();
  await ensure(ref);
  const before = await logIn(ref.userName, await issued(ref));
  await issued(ref);
  expect(await alive(before)).toBe(false);
});

test('a suspended account, a foreign one and one that is not there get no credential', async () => {
  const [suspended, foreign, nobody] = [person(), person(), person()];
  await ensure(suspended);
  await suspend(suspended);
  await sql(`CREATE ROLE ${foreign.userName} LOGIN`);
  const ask = async (ref: AccountRef) => faultKind((await frontdesk.issue?.({ ref, signal: signal() })) as Outcome);
  expect([await ask(suspended), await ask(foreign), await ask(nobody)]).toEqual(['refused', 'conflict', 'absent']);
});

test('a leaver with several open connections, one of them in a transaction, is out when suspend answers', async () => {
  const ref = person();
  await ensure(ref, ['role:reporting']);
  const secret = await issued(ref);
  const open = await Promise.all([1, 2, 3].map(() => logIn(ref.userName, secret)));
  await open[0]?.query('BEGIN');
  const slow = open[1]?.query('SELECT pg_sleep(30)').catch((error: { code?: string }) => error.code);
  expect(await suspend(ref, ['role:reporting'])).toMatchObject({ kind: 'changed' });
  expect(await sql(`SELECT 1 FROM pg_stat_activity WHERE usename = '${ref.userName}'`)).toEqual([]);
  expect(await slow).toBe('57P01');
  expect(await Promise.all(open.map(alive))).toEqual([false, false, false]);
  await expect(logIn(ref.userName, secret)).rejects.toMatchObject({ code: '28000' });
});

test('a connection that goes on after somebody else set NOLOGIN is ended by a suspend that finds nothing else to do', async () => {
  const ref = person();
  await ensure(ref);
  const open = await logIn(ref.userName, await issued(ref));
  await sql(`ALTER ROLE ${ref.userName} NOLOGIN`);
  expect(await alive(open)).toBe(true);
  const answer = await frontdesk.read({ refs: [ref], signal: signal() });
  expect(answer).toMatchObject({ readings: [{ account: 'suspended', sessions: 1 }] });
  expect(await suspend(ref)).toMatchObject({ kind: 'changed' });
  expect(await alive(open)).toBe(false);
  expect(await suspend(ref)).toMatchObject({ kind: 'already' });
});

test('a membership that somebody else granted is named as not revoked, and the account is locked all the same', async () => {
  const ref = person();
  await ensure(ref, ['role:reporting']);
  await sql(`GRANT engineering_ro TO ${ref.userName}`);
  const outcome = await suspend(ref, ['role:engineering_ro', 'role:reporting']);
  expect(outcome).toMatchObject({ kind: 'fault', fault: { kind: 'partial', failed: ['role:engineering_ro'] } });
  const answer = await frontdesk.read({ refs: [ref], signal: signal() });
  expect(answer).toMatchObject({ readings: [{ account: 'suspended', entitlements: ['role:engineering_ro'] }] });
});

test('an account that owns a table is not dropped, and nothing of it is touched', async () => {
  const ref = person();
  await ensure(ref, ['role:reporting']);
  await sql(
    `CREATE TABLE owned_by_${ref.userName} (id int); ALTER TABLE owned_by_${ref.userName} OWNER TO ${ref.userName}`,
  );
  const open = await logIn(ref.userName, await issued(ref));
  expect(await apply({ kind: 'remove', ref })).toMatchObject({
    kind: 'refused',
    why: expect.stringContaining('owns'),
  });
  const answer = await frontdesk.read({ refs: [ref], signal: signal() });
  expect(answer).toMatchObject({ readings: [{ account: 'active', entitlements: ['role:reporting'], sessions: 1 }] });
  await open.end();
});

test('a removed account is gone with its open connections', async () => {
  const ref = person();
  await ensure(ref);
  const open = await logIn(ref.userName, await issued(ref));
  expect(await apply({ kind: 'remove', ref })).toMatchObject({ kind: 'changed' });
  expect(await alive(open)).toBe(false);
});

test('nobody is given another person’s account, a superuser’s rights, or a role we may not grant', async () => {
  const [victim, ref] = [person(), person()];
  await ensure(victim);
  await sql('CREATE ROLE night_shift_root SUPERUSER; CREATE ROLE not_ours_to_grant');
  for (const group of [victim.userName, 'night_shift_root', 'not_ours_to_grant', 'frontdesk', 'nowhere'])
    expect(await ensure(ref, [`role:${group}`]), group).toMatchObject({ kind: 'refused' });
  await suspend(victim);
  expect(await ensure(ref, [`role:${victim.userName}`])).toMatchObject({ kind: 'refused' });
  expect(await sql(`SELECT 1 FROM pg_roles WHERE rolname = '${ref.userName}'`)).toEqual([]);
});

test('a membership without inheritance and without SET gives nothing, so an ensure makes it a real one', async () => {
  const ref = person();
  await ensure(ref);
  await sql(`GRANT reporting TO ${ref.userName} WITH INHERIT FALSE, SET FALSE`);
  expect(await ensure(ref, ['role:reporting'])).toMatchObject({ kind: 'changed' });
  const answer = await frontdesk.read({ refs: [ref], signal: signal() });
  expect(answer).toMatchObject({ readings: [{ entitlements: ['role:reporting'] }] });
});

test('what an account may by an attribute is shown like a membership, in a list and in a read, and no change takes it away', async () => {
  const ref = person();
  await ensure(ref, ['role:reporting']);
  await sql(`ALTER ROLE ${ref.userName} CREATEROLE CREATEDB BYPASSRLS REPLICATION`);
  const attributes = ['attribute:bypassrls', 'attribute:createdb', 'attribute:createrole', 'attribute:replication'];
  const shown = { entitlements: [...attributes, 'role:reporting'] };
  expect(await frontdesk.read({ refs: [ref], signal: signal() })).toMatchObject({ readings: [shown] });
  expect(await frontdesk.scan({ signal: signal() })).toMatchObject({
    accounts: expect.arrayContaining([expect.objectContaining({ person: ref.person, ...shown })]),
  });
  expect(await ensure(ref, ['role:reporting'])).toMatchObject({ kind: 'already' });
  expect(faultKind(await ensure(ref, [], ['attribute:createrole']))).toBe('unsupported');
  await sql(`ALTER ROLE ${ref.userName} SUPERUSER`);
  const whole = { entitlements: [...attributes, 'attribute:superuser', 'role:reporting'] };
  expect(await frontdesk.read({ refs: [ref], signal: signal() })).toMatchObject({ readings: [whole] });
});

test('two people whose names come to one role are a conflict for the second', async () => {
  expect(await ensure(person('José.Núñez'))).toMatchObject({ kind: 'changed' });
  expect(faultKind(await ensure(person('jose.nunez')))).toBe('conflict');
  expect(await sql(`SELECT count(*)::int AS n FROM pg_roles WHERE rolname LIKE 'jose%'`)).toEqual([{ n: 1 }]);
});

test('a name of 100 characters and one that the server reserves', async () => {
  expect(await ensure(person(`${'long.'.repeat(20)}`))).toMatchObject({ kind: 'changed' });
  expect(faultKind(await ensure(person('pg_monitor_of_mine')))).toBe('invalid');
  expect(faultKind(await ensure(person('')))).toBe('invalid');
});

test('too many connections are a throttle, not an outage', async () => {
  const second = connect('frontdesk', new URL(server.server.frontdeskUrl).password);
  await sql('ALTER ROLE frontdesk CONNECTION LIMIT 0');
  expect(await second.probe(signal())).toMatchObject({ kind: 'throttled' });
  await sql('ALTER ROLE frontdesk CONNECTION LIMIT -1');
  expect(await second.probe(signal())).toBeUndefined();
  await second.close();
});

test('an idle connection that the server ended is replaced without a fault', async () => {
  const second = connect('frontdesk', new URL(server.server.frontdeskUrl).password);
  expect(await second.probe(signal())).toBeUndefined();
  await sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'frontdesk'`);
  expect(await second.probe(signal())).toBeUndefined();
  await second.close();
});

test('a probe says which right our role lacks, and warns of one too many', async () => {
  await sql(`CREATE ROLE weak LOGIN PASSWORD 'weak-password'; GRANT CONNECT ON DATABASE app TO weak`);
  const weak = connect('weak', 'weak-password');
  expect(await weak.probe(signal())).toEqual({ kind: 'denied', detail: 'our role has no CREATEROLE' });
  await sql('ALTER ROLE weak CREATEROLE');
  expect(await weak.probe(signal())).toEqual({
    kind: 'denied',
    detail: 'our role is no member of pg_signal_backend',
  });
  await sql('ALTER ROLE weak SUPERUSER');
  expect(await weak.probe(signal())).toBeUndefined();
  expect(logged).toContain('postgres.credential-is-superuser');
  await weak.close();
});

test('a change that waits for a lock of another is given up before the caller must, and nothing is done', async () => {
  const ref = person();
  await sql(`BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('frontdesk/${ref.person}', 0))`);
  const outcome = await ensure(ref);
  await sql('ROLLBACK');
  expect(outcome).toEqual({ kind: 'fault', fault: { kind: 'unavailable', detail: 'SQLSTATE 55P03' } });
  expect(await sql(`SELECT 1 FROM pg_roles WHERE rolname = '${ref.userName}'`)).toEqual([]);
}, 15_000);

test('a password may not travel in clear text to another machine', () => {
  const far = { host: 'db.example.com', database: 'app', user: 'frontdesk' };
  expect(postgres.config.safeParse({ ...far, tls: 'off' }).success).toBe(false);
  expect(postgres.config.safeParse(far).success).toBe(true);
  expect(postgres.config.safeParse({ ...far, tsl: 'verify' }).success).toBe(false);
});
