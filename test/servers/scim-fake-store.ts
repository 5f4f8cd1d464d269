// What the fake SCIM server keeps, and the back door to it that knows no rules.
import { randomUUID } from 'node:crypto';
import { type Direct, type DirectAccount, notHere } from '../adapters/world.ts';

export interface Resource {
  readonly id: string;
  readonly version: number;
  readonly [attribute: string]: unknown;
}

export interface Store {
  readonly Users: Map<string, Resource>;
  readonly Groups: Map<string, Resource>;
}

/** Three groups and nobody. */
export function openStore(groups: readonly string[]): Store {
  const store: Store = { Users: new Map(), Groups: new Map() };
  for (const displayName of groups) {
    const id = randomUUID();
    store.Groups.set(id, { id, version: 1, displayName, members: [] });
  }
  return store;
}

export function membersOf(group: Resource): readonly { readonly value: string }[] {
  return (group.members ?? []) as readonly { readonly value: string }[];
}

export function withMember(group: Resource, value: string): Resource {
  return { ...withoutMember(group, value), members: [...membersOf(withoutMember(group, value)), { value }] };
}

export function withoutMember(group: Resource, id: string): Resource {
  return { ...group, members: membersOf(group).filter((member) => member.value !== id) };
}

/** Deletes the user, and out of all groups. */
export function dropUser(store: Store, id: string): void {
  store.Users.delete(id);
  for (const group of store.Groups.values()) store.Groups.set(group.id, withoutMember(group, id));
}

/** The back door of the laws. */
export function directTo(store: Store): Direct {
  const set = (id: string, edit: (user: Resource) => Resource) => {
    const user = store.Users.get(id);
    if (user) store.Users.set(id, { ...edit(user), version: user.version + 1 });
  };
  const regroup = (entitlement: string, edit: (group: Resource) => Resource) => {
    for (const group of store.Groups.values())
      if (`group:${group.displayName}` === entitlement)
        store.Groups.set(group.id, { ...edit(group), version: group.version + 1 });
  };
  const named = (userName: string) =>
    [...store.Users.values()].filter((user) => String(user.userName).toLowerCase() === userName.toLowerCase());
  return {
    named: async (userName) => named(userName).map((user) => accountOf(store, user)),
    account: async (id) => [store.Users.get(id)].flatMap((user) => (user ? [accountOf(store, user)] : []))[0],
    createForeign: async (userName) => {
      const id = randomUUID();
      store.Users.set(id, { id, version: 1, userName, displayName: 'Out Sider', active: true });
      return id;
    },
    remove: async (id) => dropUser(store, id),
    setActive: async (id, active) => set(id, (user) => ({ ...user, active })),
    grant: async (id, entitlement) => regroup(entitlement, (group) => withMember(group, id)),
    revoke: async (id, entitlement) => regroup(entitlement, (group) => withoutMember(group, id)),
    holders: async (entitlement) => {
      const group = [...store.Groups.values()].find((one) => `group:${one.displayName}` === entitlement);
      return group ? membersOf(group).map(({ value }) => value) : [];
    },
    logIn: notHere('the fake takes no log-ins'),
  };
}

function accountOf(store: Store, user: Resource): DirectAccount {
  const { id, version: _, userName, active, ...details } = user;
  const groups = [...store.Groups.values()].filter((group) => membersOf(group).some(({ value }) => value === id));
  return {
    id,
    userName: String(userName),
    active: active !== false,
    entitlements: groups.map((group) => `group:${group.displayName}`).sort(),
    details: Object.fromEntries(Object.entries(details).map(([name, value]) => [name, sorted(value)])),
  };
}

/** JSON whose keys are in order: a PUT may send them in another. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${key}:${sorted(inner)}`).join()}}`;
}
