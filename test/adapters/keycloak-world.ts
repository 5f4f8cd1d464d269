// The world in which the Keycloak adapter keeps its laws: a real server behind the fault proxy, its administrator as back door.
import assert from 'node:assert/strict';
import { keycloak } from '../../shared/adapters/keycloak/index.ts';
import { type FaultProxy, type ProxiedReply, type ProxiedRequest, startFaultProxy } from '../proxy/fault-proxy.ts';
import { httpTroubles } from '../proxy/http-troubles.ts';
import type { TestKeycloak } from '../servers/keycloak.ts';
import type { Direct, DirectAccount, Plant, Session, World } from './world.ts';

const USERS = '/admin/realms/people/users';

/** The server is shared with other tests: `stop` ends the proxy alone. */
export async function keycloakWorld(
  server: TestKeycloak,
  callsPerSecond = 1000,
): Promise<World & { readonly proxy: FaultProxy }> {
  const proxy = await startFaultProxy(server.origin);
  return {
    proxy,
    adapter: keycloak,
    config: {
      baseUrl: proxy.origin,
      realm: server.realm,
      clientId: 'frontdesk',
      attributes: { title: 'jobTitle' },
      pageSize: 5,
      callsPerSecond,
    },
    secret: { good: server.clientSecret, wrong: 'not-the-secret-of-the-client' },
    entitlements: ['group:engineering', 'group:reporting', 'group:support/night'],
    direct: backDoor(server),
    troubles: troublesOf(proxy),
    heal: () => proxy.heal(),
    calls: () => proxy.counts().calls,
    openConnections: async () => proxy.openConnections(),
    stop: () => proxy.stop(),
  };
}

function troublesOf(proxy: FaultProxy): World['troubles'] {
  const isCount = (request: ProxiedRequest): boolean => request.path === `${USERS}/count`;
  const count = (edit: (n: number) => number) => (reply: ProxiedReply) => ({
    ...reply,
    body: String(edit(Number(reply.body))),
  });
  const counted = (edit: (n: number) => number): void =>
    proxy.plant({ matches: isCount, does: { kind: 'rewrite', edit: count(edit) } });
  const troubles = httpTroubles(proxy, {
    writes: ({ method, path }) => method !== 'GET' && !path.endsWith('/token'),
    listPage,
    list: { empty: nobody, truncated: (reply, request) => (listPage(request) === 'later' ? nobody(reply) : reply) },
    lie: ({ method }) =>
      method === 'POST' ? { status: 201, headers: { location: `${USERS}/made-up` } } : { status: 204 },
  });
  /** The count agrees with the lie. */
  const empty: Plant = async () => {
    counted(() => 0);
    await troubles['list-empty']();
  };
  return { ...troubles, 'list-empty': empty, 'list-wrong-count': async () => counted((n) => n + 1) };
}

const nobody = (reply: ProxiedReply): ProxiedReply => ({ ...reply, body: '[]' });

function listPage(request: ProxiedRequest): 'first' | 'later' | undefined {
  const url = new URL(request.path, 'http://127.0.0.1');
  if (request.method !== 'GET' || url.pathname !== USERS || !url.searchParams.has('first')) return undefined;
  return url.searchParams.get('first') === '0' ? 'first' : 'later';
}

interface Json {
  readonly id: string;
  readonly [name: string]: unknown;
}

function backDoor(server: TestKeycloak): Direct {
  const must = async (method: string, path: string, body?: unknown) => {
    const reply = await server.admin(method, path, body);
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  };
  const shown = async (user: Json): Promise<DirectAccount> => {
    const { body } = await must('GET', `/users/${user.id}/groups`);
    return accountOf(
      user,
      (body as readonly Json[]).map((group) => `group:${String(group.path).slice(1)}`),
    );
  };
  const groupId = async (entitlement: string): Promise<string> =>
    ((await must('GET', `/group-by-path/${entitlement.slice('group:'.length)}`)).body as Json).id;
  return {
    named: async (userName) => {
      const query = new URLSearchParams({ username: userName, exact: 'true', briefRepresentation: 'false' });
      const { body } = await must('GET', `/users?${query}`);
      return Promise.all((body as readonly Json[]).map(shown));
    },
    account: async (id) => {
      const { status, body } = await server.admin('GET', `/users/${id}`);
      return status === 404 ? undefined : shown(body as Json);
    },
    createForeign: async (username) =>
      (await must('POST', '/users', { username, enabled: true, lastName: 'Outsider' })).id,
    remove: async (id) => void (await must('DELETE', `/users/${id}`)),
    setActive: async (id, enabled) => void (await must('PUT', `/users/${id}`, { enabled })),
    grant: async (id, name) => void (await must('PUT', `/users/${id}/groups/${await groupId(name)}`)),
    revoke: async (id, name) => void (await must('DELETE', `/users/${id}/groups/${await groupId(name)}`)),
    holders: async (name) => {
      const { body } = await must('GET', `/groups/${await groupId(name)}/members?max=1000`);
      return (body as readonly Json[]).map((user) => user.id);
    },
    logIn: async (id) => {
      const value = `pw-${id}`;
      await must('PUT', `/users/${id}/reset-password`, { type: 'password', value, temporary: false });
      const { body } = await must('GET', `/users/${id}`);
      return openSession(server, { username: String((body as Json).username), password: value });
    },
  };
}

/** A session lives as long as its refresh token is taken. */
async function openSession(
  server: TestKeycloak,
  login: { username: string; password: string },
): Promise<Session | undefined> {
  const { status, body } = await server.grant({ grant_type: 'password', ...login });
  if (status !== 200) return undefined;
  const refresh = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
  return {
    alive: async () => (await server.grant(refresh)).status === 200,
    end: async () => undefined,
  };
}

function accountOf(user: Json, entitlements: readonly string[]): DirectAccount {
  const { email, firstName, lastName, attributes } = user;
  const details = Object.entries({ email, firstName, lastName, attributes });
  return {
    id: user.id,
    userName: String(user.username),
    active: user.enabled === true,
    entitlements,
    details: Object.fromEntries(details.map(([name, value]) => [name, JSON.stringify(value) ?? ''])),
  };
}
