// Users and groups of the SCIM app, as scimmy asks for them. scimmy keeps handlers per process, so the store comes with each call.
import { randomUUID } from 'node:crypto';
import SCIMMY from 'scimmy';
import type { AppKind, AppRecord, AppStore } from './scim-app-store.ts';

interface Asked {
  readonly id?: string;
  readonly filter?: unknown;
}

type Data = { readonly [attribute: string]: unknown };
type Member = { readonly value: string };

/** Declares both resource types to scimmy; the context of each call must be the app's store. */
export function declareResources(): void {
  const { User, Group } = SCIMMY.Resources;
  const handlers = (kind: AppKind, name: string) => ({
    ingress: (asked: Asked, data: unknown, store: AppStore) => saved(store, { kind, name, id: asked.id }, data as Data),
    egress: (asked: Asked, store: AppStore) => shown(store, kind, asked),
    degress: (asked: Asked, store: AppStore) => dropped(store, kind, asked.id ?? ''),
  });
  for (const [resource, own] of [
    [User, handlers('user', 'userName')],
    [Group, handlers('group', 'displayName')],
  ] as const)
    SCIMMY.Resources.declare(resource as never, own as never);
  User.extend(SCIMMY.Schemas.EnterpriseUser, false);
}

function saved(
  store: AppStore,
  as: { readonly kind: AppKind; readonly name: string; readonly id: string | undefined },
  data: Data,
): object {
  const { kind, name } = as;
  const before = as.id === undefined ? undefined : existing(store, kind, as.id);
  const id = before?.id ?? randomUUID();
  const taken = store.equal(kind, name, String(data[name])).some((other) => other.id !== id);
  if (taken) throw new SCIMMY.Types.Error(409, 'uniqueness', `${name} is taken`);
  const now = new Date().toISOString();
  const created = (before?.meta as { created?: string } | undefined)?.created ?? now;
  const { groups: _readOnly, ...plain } = JSON.parse(JSON.stringify(data)) as { [attribute: string]: unknown };
  const record: AppRecord = { active: true, ...plain, id, meta: { created, lastModified: now } };
  store.put(kind, kind === 'group' ? { ...record, members: knownMembers(store, record) } : record);
  return view(store, kind, existing(store, kind, id));
}

function shown(store: AppStore, kind: AppKind, asked: Asked): object {
  if (asked.id) return view(store, kind, existing(store, kind, asked.id));
  const records = asked.filter ? filtered(store, kind, asked.filter) : store.all(kind);
  return records.map((record) => view(store, kind, record));
}

/** Plain `name eq "value"` goes through the index: scimmy's own matcher looks at every record, and minds case. */
function filtered(store: AppStore, kind: AppKind, filter: unknown): readonly AppRecord[] {
  const [only, ...more] = filter as readonly { readonly [attribute: string]: readonly unknown[] }[];
  const [[attribute, expression] = [], ...rest] = Object.entries(only ?? {});
  const [comparator, value] = expression ?? [];
  const simple = more.length === 0 && rest.length === 0 && comparator === 'eq' && typeof value === 'string';
  if (simple && attribute) return store.equal(kind, attribute, value);
  return (filter as { match(values: readonly AppRecord[]): AppRecord[] }).match([...store.all(kind)]);
}

function dropped(store: AppStore, kind: AppKind, id: string): void {
  existing(store, kind, id);
  store.drop(kind, id);
  if (kind === 'user')
    for (const group of store.all('group')) {
      const members = membersOf(group).filter((member) => member.value !== id);
      if (members.length < membersOf(group).length) store.put('group', { ...group, members });
    }
}

function existing(store: AppStore, kind: AppKind, id: string): AppRecord {
  const record = store.get(kind, id);
  if (!record) throw new SCIMMY.Types.Error(404, '', `${kind} not found`);
  return record;
}

/** Users show their groups, as RFC 7643 4.1.2 has it. */
function view(store: AppStore, kind: AppKind, record: AppRecord): object {
  const meta = record.meta as { created: string; lastModified: string };
  const dates = { meta: { created: new Date(meta.created), lastModified: new Date(meta.lastModified) } };
  if (kind === 'group') return { ...record, ...dates };
  const groups = store.all('group').filter((group) => membersOf(group).some((member) => member.value === record.id));
  return { ...record, ...dates, groups: groups.map((group) => ({ value: group.id, display: group.displayName })) };
}

function membersOf(group: AppRecord): readonly Member[] {
  return (group.members ?? []) as readonly Member[];
}

function knownMembers(store: AppStore, group: AppRecord): readonly Member[] {
  const ids = new Set(membersOf(group).map((member) => member.value));
  const unknown = [...ids].some((id) => !store.get('user', id));
  if (unknown) throw new SCIMMY.Types.Error(400, 'invalidValue', 'a member is not a user');
  return [...ids].map((value) => ({ value, display: String(store.get('user', value)?.userName) }));
}
