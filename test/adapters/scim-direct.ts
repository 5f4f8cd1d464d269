// The back door to a SCIM server in the tests: plain calls past the adapter and past the proxy, with a client of its own.
import assert from 'node:assert/strict';
import { type Direct, type DirectAccount, type NotHere, notHere } from './world.ts';

interface Json {
  readonly [name: string]: unknown;
}

interface Listed extends Json {
  readonly id: string;
}

export interface DirectServer {
  readonly baseUrl: string;
  readonly token: string;
  /** What an administrator does beside SCIM when a user is deleted for good. */
  forget?(userName: string): Promise<void>;
  readonly logIn?: Direct['logIn'] | NotHere;
}

type Call = (method: string, path: string, body?: object) => Promise<{ readonly status: number; readonly body: Json }>;

function callTo(server: DirectServer): Call {
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/scim+json' };
    const reply = await fetch(`${server.baseUrl}${path}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    const text = await reply.text();
    assert.ok(reply.ok || reply.status === 404, `${method} ${path} answered ${reply.status} ${text}`);
    return { status: reply.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
  };
}

/** Everything a law asks of the server itself, over SCIM. */
export function scimDirect(server: DirectServer): Direct {
  const call = callTo(server);
  const all = async (path: string): Promise<readonly Listed[]> => {
    const found: Listed[] = [];
    for (;;) {
      const { body } = await call('GET', `${path}?startIndex=${found.length + 1}&count=100`);
      found.push(...(body.Resources as readonly Listed[]));
      if (found.length >= Number(body.totalResults)) return found;
    }
  };
  const group = async (entitlement: string): Promise<Listed> => {
    const named = (await all('/Groups')).find((one) => `group:${one.displayName}` === entitlement);
    assert.ok(named, `${entitlement} is there`);
    return named;
  };
  const patchGroup = async (entitlement: string, operation: object) => {
    const { id } = await group(entitlement);
    await call('PATCH', `/Groups/${id}`, patch(operation));
  };
  const shown = async (users: readonly Listed[]): Promise<readonly DirectAccount[]> => {
    const groups = await all('/Groups');
    return users.map((user) => accountOf(user, groups));
  };

  return {
    named: async (userName) =>
      shown((await all('/Users')).filter((user) => String(user.userName).toLowerCase() === userName.toLowerCase())),
    account: async (id) => {
      const { status, body } = await call('GET', `/Users/${id}`);
      return status === 404 ? undefined : (await shown([body as Listed]))[0];
    },
    createForeign: async (userName) => String((await call('POST', '/Users', outsider(userName))).body.id),
    remove: async (id) => {
      const { body } = await call('GET', `/Users/${id}`);
      await call('DELETE', `/Users/${id}`);
      await server.forget?.(String(body.userName));
    },
    setActive: async (id, active) =>
      void (await call('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: active }))),
    grant: (value, entitlement) => patchGroup(entitlement, { op: 'add', path: 'members', value: [{ value }] }),
    revoke: (value, entitlement) => patchGroup(entitlement, { op: 'remove', path: `members[value eq "${value}"]` }),
    holders: async (entitlement) => membersOf(await group(entitlement)),
    logIn: server.logIn ?? notHere('this server takes no log-ins'),
  };
}

function outsider(userName: string): object {
  const value = userName.includes('@') ? userName : `${userName}@elsewhere.example`;
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  const name = { givenName: 'Out', familyName: 'Sider' };
  return { schemas, userName, displayName: 'Out Sider', name, emails: [{ value, type: 'work', primary: true }] };
}

function patch(operation: object): object {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] };
}

function membersOf(group: Json): readonly string[] {
  return ((group.members ?? []) as readonly { readonly value: string }[]).map((member) => member.value);
}

function accountOf(user: Listed, groups: readonly Listed[]): DirectAccount {
  const { displayName, title, name, emails, externalId } = user;
  return {
    id: user.id,
    userName: String(user.userName),
    active: user.active !== false,
    entitlements: groups
      .filter((one) => membersOf(one).includes(user.id))
      .map((one) => `group:${one.displayName}`)
      .sort(),
    details: Object.fromEntries(
      Object.entries({ displayName, title, name, emails, externalId }).map(([key, value]) => [
        key,
        JSON.stringify(value) ?? '',
      ]),
    ),
  };
}
