// Users and groups of the SCIM app, as scimmy asks for them. scimmy keeps handlers per process, so the store comes with each call.
import { randomUUID } from 'node:crypto';
import SCIMMY from 'scimmy';
import type { AppKind, AppRecord, AppStore } from './scim-app-store.ts';

interface Asked {
  readonly id?: string;
  readonly filter?: unknown;
  readonly constraints?: { readonly sortBy?: string; readonly startIndex?: number; readonly count?: number };
}

type Data = { readonly [attribute: string]: unknown };

/** Declares both resource types to scimmy; the context of each call must be the app's store. */
export function declareResources(): void {
  const { User, Group } = SCIMMY.Resources;
  const handlers = (kind: AppKind) => ({
    ingress: (asked: Asked, data: unknown, store: AppStore) => saved(store, { kind, id: asked.id }, data as Data),
    egress: (asked: Asked, store: AppStore) => shown(store, kind, asked),
    degress: (asked: Asked, store: AppStore) => store.drop(kind, existing(store, kind, asked.id ?? '').id),
  });
  SCIMMY.Resources.declare(User as never, handlers('user') as never);
  SCIMMY.Resources.declare(Group as never, handlers('group') as never);
  User.extend(SCIMMY.Schemas.EnterpriseUser, false);
}

function saved(store: AppStore, as: { readonly kind: AppKind; readonly id: string | undefined }, data: Data): object {
  const { kind } = as;
  const name = kind === 'user' ? 'userName' : 'displayName';
  const before = as.id === undefined ? undefined : existing(store, kind, as.id);
  const id = before?.id ?? randomUUID();
  const isTaken = store.equal(kind, name, String(data[name])).some((other) => other.id !== id);
  if (isTaken) throw new SCIMMY.Types.Error(409, 'uniqueness', `${name} is taken`);
  const now = new Date().toISOString();
  const created = (before?.meta as { created?: string } | undefined)?.created ?? now;
  const { groups: _readOnly, members, ...plain } = JSON.parse(JSON.stringify(data)) as Data;
  const wanted = new Set(((members ?? []) as readonly { readonly value: string }[]).map(({ value }) => value));
  if ([...wanted].some((value) => !store.get('user', value)))
    throw new SCIMMY.Types.Error(400, 'invalidValue', 'a member is not a user');
  const state = kind === 'user' ? { active: true } : {};
  store.put(kind, { ...state, ...plain, id, meta: { created, lastModified: now } });
  if (kind === 'group') for (const value of store.membersOf(id)) store.setMember(id, value, wanted.has(value));
  for (const value of wanted) store.setMember(id, value, true);
  return view(store, kind, existing(store, kind, id));
}

function shown(store: AppStore, kind: AppKind, asked: Asked): object {
  if (asked.id) return view(store, kind, existing(store, kind, asked.id));
  const records = asked.filter ? filtered(store, kind, asked.filter) : store.all(kind);
  return paged(records, asked.constraints ?? {}).map((record) => view(store, kind, record));
}

/**
 * scimmy builds every resource of a list before it cuts the page out. With holes in place of the others it counts them
 * all and builds the page only; it cuts `startIndex` off when that many are left, so then those before stay too.
 */
function paged(
  records: readonly AppRecord[],
  { sortBy, startIndex = 1, count = 20 }: NonNullable<Asked['constraints']>,
) {
  if (sortBy) return [...records];
  const page: AppRecord[] = new Array(records.length);
  const from = startIndex <= count ? 0 : startIndex - 1;
  for (const [at, record] of records.slice(from, startIndex - 1 + count).entries()) page[from + at] = record;
  return page;
}

/** Plain `name eq "value"` goes through the index: scimmy's own matcher looks at every record, and minds case. */
function filtered(store: AppStore, kind: AppKind, filter: unknown): readonly AppRecord[] {
  const [only, ...more] = filter as readonly { readonly [attribute: string]: readonly unknown[] }[];
  const [[attribute, expression] = [], ...rest] = Object.entries(only ?? {});
  const [comparator, value] = expression ?? [];
  const isPlain = more.length === 0 && rest.length === 0 && comparator === 'eq' && typeof value === 'string';
  if (isPlain && attribute) return store.equal(kind, attribute, value);
  return (filter as { match(values: readonly object[]): AppRecord[] }).match(
    store.all(kind).map((record) => view(store, kind, record)),
  );
}

function existing(store: AppStore, kind: AppKind, id: string): AppRecord {
  const record = store.get(kind, id);
  if (!record) throw new SCIMMY.Types.Error(404, '', `${kind} not found`);
  return record;
}

/** Users show their groups (RFC 7643 4.1.2), groups their members. */
function view(store: AppStore, kind: AppKind, record: AppRecord): object {
  const meta = record.meta as { created: string; lastModified: string };
  const dates = { meta: { created: new Date(meta.created), lastModified: new Date(meta.lastModified) } };
  if (kind === 'group') return { ...record, ...dates, members: store.membersOf(record.id).map((value) => ({ value })) };
  const groups = store.groupsOf(record.id).map((group) => ({ value: group.id, display: group.displayName }));
  return { ...record, ...dates, groups };
}
