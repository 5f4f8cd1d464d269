// The world in which the LDAP adapter keeps its laws: a real slapd, its administrator as back door, a proxy for trouble.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attribute, Change, type Client, type Entry, EqualityFilter } from 'ldapts';
import { ldap } from '../../shared/adapters/ldap/index.ts';
import { type LdapProxy, type PlannedTrouble, startLdapProxy } from '../servers/ldap-proxy.ts';
import { brokenOff, type LdapMessage, Op } from '../servers/ldap-wire.ts';
import { bindAs, hashed, type TestSlapd } from '../servers/slapd.ts';
import { ACCESS, DATABASE, FRONTDESK, GROUPS, NO_ACCESS, PEOPLE } from '../servers/slapd-config.ts';
import { type Direct, type DirectAccount, notHere, type Session, type World } from './world.ts';

export type LdapWorld = World & { readonly proxy: LdapProxy };

/** The server is shared with other tests: `stop` ends the proxy alone. */
export async function ldapWorld(server: TestSlapd, config: object = {}): Promise<LdapWorld> {
  const proxy = await startLdapProxy(server.port);
  const place = { url: `ldap://127.0.0.1:${proxy.port}`, bindDn: FRONTDESK, people: PEOPLE, groups: GROUPS };
  const good = server.frontdeskPassword;
  return {
    proxy,
    adapter: ldap,
    config: { ...place, tls: 'off', pageSize: 5, attributes: { department: 'departmentNumber' }, ...config },
    secret: { good, wrong: 'not-the-password-of-anybody' },
    entitlements: ['group:engineering', 'group:reporting', 'group:support'],
    direct: backDoor(server),
    troubles: troublesOf(server, proxy),
    heal: async () => {
      proxy.plan(undefined);
      await proxy.accept();
      await replace(server.admin, FRONTDESK, { userPassword: [hashed(good)] });
      await replace(server.config, DATABASE, { olcAccess: ACCESS });
    },
    calls: () => proxy.calls(),
    openConnections: async () => proxy.connections(),
    stop: () => proxy.stop(),
  };
}

function troublesOf(server: TestSlapd, proxy: LdapProxy): World['troubles'] {
  const plan = (trouble: PlannedTrouble) => async (): Promise<void> => proxy.plan(trouble);
  const noWait = notHere('LDAP names no wait: see "busy" in ldap-directory.real.test.ts');
  return {
    'throttled-seconds': noWait,
    'throttled-date': noWait,
    unavailable: plan({ kind: 'code', code: 52 }),
    'server-error': plan({ kind: 'code', code: 80 }),
    refused: () => proxy.refuse(),
    silent: plan({ kind: 'silent' }),
    'silent-writes': plan({ kind: 'silent-writes' }),
    'lost-reply': plan({ kind: 'lost-replies' }),
    // A connection that is bound stays so after a new password: an operator who revokes ours ends it, too.
    unauthenticated: async () => {
      await replace(server.admin, FRONTDESK, { userPassword: [hashed(randomBytes(9).toString('hex'))] });
      proxy.cut();
    },
    forbidden: () => replace(server.config, DATABASE, { olcAccess: NO_ACCESS }),
    garbage: plan({ kind: 'bytes', make: brokenOff }),
    html: plan({ kind: 'bytes', make: () => Buffer.from('HTTP/1.1 200 OK\r\n\r\n<html>log in</html>') }),
    'list-truncated': plan({ kind: 'edit', asks: isIdList, edit: (entries) => entries.slice(0, 3) }),
    'list-empty': plan({ kind: 'edit', asks: isOfPeople, edit: () => [] }),
    'list-failing': async () => {
      let pages = 0;
      proxy.plan({ kind: 'code', code: 52, asks: (request) => isPage(request) && ++pages > 1 });
    },
    'list-repeated': async () => {
      let first: readonly LdapMessage[] | undefined;
      proxy.plan({ kind: 'edit', asks: isPage, edit: (entries) => (first ??= entries) });
    },
    'list-wrong-count': plan({ kind: 'edit', asks: isIdList, edit: oneTooMany }),
    'list-gone': plan({ kind: 'code', code: 32, asks: isOfPeople }),
    'lying-writes': plan({ kind: 'lying-writes' }),
  };
}

/** The two shapes in which a scan asks for people: page by page for ids alone, and a range of ids with all attributes. */
const isOfPeople = ({ op, raw }: LdapMessage): boolean => op === Op.search && raw.includes('inetOrgPerson');
export const isIdList = (request: LdapMessage): boolean =>
  isOfPeople(request) && request.raw.includes('1.2.840.113556.1.4.319');
export const isPage = (request: LdapMessage): boolean => isOfPeople(request) && !isIdList(request);

/** The last entry once more, under an id that nobody has. */
function oneTooMany(entries: readonly LdapMessage[]): readonly LdapMessage[] {
  const last = entries.at(-1);
  if (!last) return entries;
  const raw = Buffer.from(last.raw);
  raw.write('ffffffff', raw.length - 36, 'latin1');
  return [...entries, { ...last, raw }];
}

/** What a person would miss. */
const DETAILS = ['cn', 'sn', 'givenName', 'mail', 'title', 'displayName', 'description', 'departmentNumber'];

function backDoor(server: TestSlapd): Direct {
  const { admin } = server;
  const people = (attribute: string, value: string) => peopleWith(admin, attribute, value);
  const shown = async (entry: Entry): Promise<DirectAccount> => accountOf(entry, await groupsOf(admin, entry.dn));
  const dnOf = async (id: string): Promise<string> => (await people('entryUUID', id))[0]?.dn ?? '';
  return {
    named: async (userName) => Promise.all((await people('uid', userName)).map(shown)),
    account: async (id) => {
      const [entry] = await people('entryUUID', id);
      return entry && shown(entry);
    },
    createForeign: async (userName) => {
      const dn = `uid=${userName},${PEOPLE}`;
      await admin.add(dn, { objectClass: 'inetOrgPerson', uid: userName, cn: userName, sn: 'Outsider' });
      return String((await people('uid', userName))[0]?.entryUUID);
    },
    remove: async (id) => {
      await admin.del(await dnOf(id));
      // The refint overlay tidies groups a moment later.
      await sleep(50);
    },
    setActive: async (id, active) =>
      replace(admin, await dnOf(id), { pwdAccountLockedTime: active ? [] : ['000001010000Z'], pwdEndTime: [] }),
    grant: async (id, name) => admin.modify(groupDn(name), member('add', await dnOf(id))),
    revoke: async (id, name) => admin.modify(groupDn(name), member('delete', await dnOf(id))),
    holders: (name) => holdersOf(admin, groupDn(name)),
    logIn: async (id) => {
      const password = randomBytes(12).toString('hex');
      const dn = await dnOf(id);
      // Hashed, and by the administrator: as a help desk does it. It takes the first half of a lock away.
      await replace(admin, dn, { userPassword: [hashed(password)] });
      return sessionOf(await bindAs(server.port, dn, password));
    },
    logInWith: async (userName, secret) => {
      const [entry] = await people('uid', userName);
      const client = await bindAs(server.port, entry?.dn ?? '', secret);
      await client?.unbind();
      return client !== undefined;
    },
  };
}

async function peopleWith(admin: Client, attribute: string, value: string): Promise<readonly Entry[]> {
  const filter = new EqualityFilter({ attribute, value });
  const attributes = ['uid', 'entryUUID', 'pwdAccountLockedTime', 'pwdEndTime', ...DETAILS];
  return (await admin.search(PEOPLE, { scope: 'one', filter, attributes })).searchEntries;
}

async function holdersOf(admin: Client, group: string): Promise<readonly string[]> {
  const { searchEntries } = await admin.search(group, { scope: 'base', attributes: ['member'] });
  const members = [searchEntries[0]?.member ?? []].flat().map(String);
  const people = members.filter((dn) => dn.endsWith(PEOPLE));
  const entries = await Promise.all(people.map((dn) => admin.search(dn, { scope: 'base', attributes: ['entryUUID'] })));
  return entries.map(({ searchEntries: [entry] }) => String(entry?.entryUUID));
}

function sessionOf(client: Client | undefined): Session | undefined {
  if (!client) return undefined;
  const alive = (): Promise<boolean> =>
    client.search(GROUPS, { scope: 'one', attributes: ['cn'] }).then(
      ({ searchEntries }) => searchEntries.length > 0,
      () => false,
    );
  return { alive, end: () => client.unbind() };
}

async function groupsOf(admin: Client, dn: string): Promise<readonly string[]> {
  const filter = new EqualityFilter({ attribute: 'member', value: dn });
  const { searchEntries } = await admin.search(GROUPS, { scope: 'one', filter, attributes: ['cn'] });
  return searchEntries.map(({ cn }) => `group:${String(cn)}`).sort();
}

function accountOf(entry: Entry, entitlements: readonly string[]): DirectAccount {
  return {
    id: String(entry.entryUUID),
    userName: String(entry.uid),
    active: [entry.pwdAccountLockedTime ?? [], entry.pwdEndTime ?? []].flat().length === 0,
    entitlements,
    details: Object.fromEntries(DETAILS.map((name) => [name, JSON.stringify(entry[name] ?? [])])),
  };
}

export async function replace(
  client: Client,
  dn: string,
  values: { readonly [attribute: string]: readonly string[] },
): Promise<void> {
  const changes = Object.entries(values).map(
    ([type, list]) => new Change({ operation: 'replace', modification: new Attribute({ type, values: [...list] }) }),
  );
  await client.modify(dn, changes);
}

const member = (operation: 'add' | 'delete', dn: string): Change =>
  new Change({ operation, modification: new Attribute({ type: 'member', values: [dn] }) });

export const groupDn = (entitlement: string): string => `cn=${entitlement.slice('group:'.length)},${GROUPS}`;
