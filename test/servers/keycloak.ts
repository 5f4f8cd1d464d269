// A throwaway Keycloak for the tests: dev mode, a database folder of its own, one realm with a client for Frontdesk.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './postgres.ts';

const VERSION = '26.7.0';
const START_MS = 150_000;

export interface TestKeycloak {
  readonly origin: string;
  readonly realm: 'people';
  readonly clientSecret: string;
  /** The Admin API of the realm as its administrator; answers any status. */
  admin(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown; readonly id: string }>;
  /** A token grant at the public client `portal`. */
  grant(fields: {
    readonly [name: string]: string;
  }): Promise<{ readonly status: number; readonly body: Readonly<Record<string, string>> }>;
  stop(): Promise<void>;
}

/** Where `install-keycloak.sh` put it, or why it cannot run here. */
export function keycloakHome(): { readonly home: string } | { readonly missing: string } {
  const cache = process.env.FRONTDESK_CACHE ?? resolve(import.meta.dirname, '../../.cache');
  const home = join(cache, `keycloak-${VERSION}`);
  if (existsSync(join(home, '.complete'))) return { home };
  return { missing: `Keycloak ${VERSION} is not installed: run test/servers/install-keycloak.sh` };
}

/** Half a minute the first time, 7 to 20 s later. Throws with the end of its log when it does not come up. */
export async function startTestKeycloak(home: string): Promise<TestKeycloak> {
  const dir = await mkdtemp(join(tmpdir(), 'frontdesk-keycloak-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const password = randomBytes(12).toString('hex');
  const child = launch(home, { dir, port, password });
  const stop = async (): Promise<void> => {
    await endGroup(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await answered(child, `${origin}/realms/master`, join(dir, 'server.log'));
    const clientSecret = randomBytes(18).toString('base64url');
    const call = adminOf(origin, password);
    await furnish(call, clientSecret);
    const admin: TestKeycloak['admin'] = (method, path, body) => call(method, `/people${path}`, body);
    return { origin, realm: 'people', clientSecret, admin, grant: (fields) => grantAt(origin, fields), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function launch(
  home: string,
  at: { readonly dir: string; readonly port: number; readonly password: string },
): ChildProcess {
  const log = openSync(join(at.dir, 'server.log'), 'a', 0o600);
  const url = `jdbc:h2:file:${join(at.dir, 'h2')};NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE`;
  const flags = ['--http-host=127.0.0.1', `--http-port=${at.port}`, `--db-url=${url}`, '--log-level=warn'];
  return spawn(join(home, 'bin', 'kc.sh'), ['start-dev', ...flags], {
    // A group of its own: kc.sh starts Java as a child, and both must go.
    detached: true,
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: at.password,
      JAVA_OPTS_APPEND: '-Xmx512m -Djgroups.bind.address=127.0.0.1',
    },
  });
}

async function answered(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (const end = Date.now() + START_MS; Date.now() < end && child.exitCode === null; await sleep(250)) {
    const reply = await fetch(url).catch(() => undefined);
    if (reply?.ok) return;
  }
  throw new Error(`Keycloak did not come up: ${readFileSync(logFile, 'utf8').slice(-1000)}`);
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  process.kill(-child.pid, 'SIGTERM');
  const patient = await Promise.race([gone.then(() => true), sleep(10_000, false)]);
  if (!patient) process.kill(-child.pid, 'SIGKILL');
  await gone;
}

type Call = TestKeycloak['admin'];

/** The administrator's token lives a minute, so each call has a fresh enough one. */
function adminOf(origin: string, password: string): Call {
  let held = { token: '', until: 0 };
  const token = async (): Promise<string> => {
    if (held.until > Date.now()) return held.token;
    const body = new URLSearchParams({ client_id: 'admin-cli', grant_type: 'password', username: 'admin', password });
    const reply = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, { method: 'POST', body });
    held = { token: ((await reply.json()) as { access_token: string }).access_token, until: Date.now() + 30_000 };
    return held.token;
  };
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
    const sent = body === undefined ? null : JSON.stringify(body);
    const reply = await fetch(`${origin}/admin/realms${path}`, { method, headers, body: sent });
    const text = await reply.text();
    const id = reply.headers.get('location')?.split('/').at(-1) ?? '';
    return { status: reply.status, body: text === '' ? undefined : JSON.parse(text), id };
  };
}

async function grantAt(origin: string, fields: { readonly [name: string]: string }) {
  const body = new URLSearchParams({ client_id: 'portal', scope: 'openid', ...fields });
  const reply = await fetch(`${origin}/realms/people/protocol/openid-connect/token`, { method: 'POST', body });
  return { status: reply.status, body: (await reply.json()) as Readonly<Record<string, string>> };
}

/** The realm as the adapter's README asks for it. */
async function furnish(call: Call, secret: string): Promise<void> {
  const rights = { 'realm-management': ['manage-users', 'query-groups'] };
  await must(call, 'POST', '', {
    realm: 'people',
    enabled: true,
    editUsernameAllowed: true,
    groups: [{ name: 'engineering' }, { name: 'reporting' }, { name: 'support', subGroups: [{ name: 'night' }] }],
    clients: [
      { clientId: 'frontdesk', secret, serviceAccountsEnabled: true, standardFlowEnabled: false },
      { clientId: 'portal', publicClient: true, directAccessGrantsEnabled: true, standardFlowEnabled: false },
    ],
    users: [
      {
        username: 'service-account-frontdesk',
        enabled: true,
        serviceAccountClientId: 'frontdesk',
        clientRoles: rights,
      },
    ],
  });
  const { body } = await call('GET', '/people/users/profile');
  const profile = body as { readonly attributes: readonly object[] };
  const own = { permissions: { view: ['admin'], edit: ['admin'] }, multivalued: false };
  const attributes = [...profile.attributes, { name: 'frontdeskPerson', ...own }, { name: 'jobTitle', ...own }];
  await must(call, 'PUT', '/people/users/profile', { ...profile, attributes });
}

async function must(call: Call, method: string, ...[path, body]: [string, unknown]): Promise<void> {
  const reply = await call(method, path, body);
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
}
