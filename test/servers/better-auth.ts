// better-auth with its SCIM server and its own log-in by password, in this process, over an SQLite in memory.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { scim } from '@better-auth/scim';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import { admin } from 'better-auth/plugins';
import type { ScimServer } from '../adapters/scim-world.ts';
import type { Session } from '../adapters/world.ts';

const PASSWORD = 'correct horse battery staple';

/** Starts it on a free port of 127.0.0.1. A SCIM user that is not active is banned from logging in, as an app would do it. */
export async function startBetterAuth(): Promise<ScimServer> {
  const token = 'better-auth-token-91aa';
  const database = new DatabaseSync(':memory:');
  const options = optionsFor(database, token);
  await (await getMigrations(options)).runMigrations();
  const auth = betterAuth(options);
  const server = createServer(toNodeHandler(auth));
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const path = '/api/auth/scim/v2';
  const groups = ['engineering', 'sales "EMEA"', 'Ünïcode & Söhne'] as const;
  for (const displayName of groups) await makeGroup(`${origin}${path}`, token, displayName);
  return {
    origin,
    path,
    token,
    groups,
    forget: async (userName) => void database.prepare('delete from user where email = ?').run(userName.toLowerCase()),
    logIn: async (id) => {
      const { userId } = database.prepare('select userId from scimUser where id = ?').get(id) as { userId: string };
      await givePassword(await auth.$context, userId);
      const { email } = database.prepare('select email from user where id = ?').get(userId) as { email: string };
      return await signIn(origin, email);
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => void server.close(done));
      database.close();
    },
  };
}

function optionsFor(database: DatabaseSync, token: string) {
  return {
    database,
    secret: 'only-for-tests-of-this-machine-0123456789',
    baseURL: 'http://127.0.0.1/api/auth',
    trustedOrigins: ['http://127.0.0.1:*'],
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true },
    plugins: [
      admin(),
      scim({
        connections: [{ id: 'frontdesk', credentials: [{ type: 'bearer', id: 'one', token }] }],
        identity: {
          reconcileUser: async ({ userId, active }, { database: inTransaction }) => {
            const where = [{ field: 'id', value: userId }];
            await inTransaction.update({ model: 'user', where, update: { banned: !active } });
          },
        },
      }),
    ],
  } satisfies BetterAuthOptions;
}

async function makeGroup(baseUrl: string, token: string, displayName: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName });
  const reply = await fetch(`${baseUrl}/Groups`, { method: 'POST', headers, body });
  assert.equal(reply.status, 201, await reply.text());
}

/** The part of better-auth's context that keeps passwords. */
interface Accounts {
  readonly internalAdapter: {
    findAccounts(userId: string): Promise<{ readonly providerId: string }[]>;
    createAccount(account: {
      userId: string;
      providerId: string;
      accountId: string;
      password: string;
    }): Promise<unknown>;
  };
  readonly password: { hash(password: string): Promise<string> };
}

async function givePassword({ internalAdapter, password }: Accounts, userId: string): Promise<void> {
  const hash = await password.hash(PASSWORD);
  const accounts = await internalAdapter.findAccounts(userId);
  if (accounts.some((account) => account.providerId === 'credential')) return;
  await internalAdapter.createAccount({ userId, providerId: 'credential', accountId: userId, password: hash });
}

async function signIn(origin: string, email: string): Promise<Session | undefined> {
  const headers = { 'content-type': 'application/json', origin };
  const body = JSON.stringify({ email, password: PASSWORD });
  const reply = await fetch(`${origin}/api/auth/sign-in/email`, { method: 'POST', headers, body });
  await reply.body?.cancel();
  if (!reply.ok) return undefined;
  const cookie = reply.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return {
    alive: async () => {
      const session = await fetch(`${origin}/api/auth/get-session`, { headers: { cookie } });
      return (await session.json()) !== null;
    },
    end: async () => {
      const ended = await fetch(`${origin}/api/auth/sign-out`, {
        method: 'POST',
        headers: { ...headers, cookie },
        body: '{}',
      });
      await ended.body?.cancel();
    },
  };
}
