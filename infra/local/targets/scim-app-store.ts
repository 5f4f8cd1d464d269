// What the SCIM app keeps: users, groups and who is in them, each change appended to a journal that outlives a kill -9.
import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeWhole } from '../whole-file.ts';

export interface AppRecord {
  readonly id: string;
  readonly [attribute: string]: unknown;
}

export type AppKind = 'user' | 'group';

export interface AppStore {
  get(kind: AppKind, id: string): AppRecord | undefined;
  /** In the order of their making, which never changes. */
  all(kind: AppKind): readonly AppRecord[];
  /** Records whose attribute is this value; user and group names without regard to case. */
  equal(kind: AppKind, attribute: string, value: string): readonly AppRecord[];
  put(kind: AppKind, record: AppRecord): void;
  /** Deletes it, and its memberships. */
  drop(kind: AppKind, id: string): void;
  membersOf(groupId: string): readonly string[];
  groupsOf(userId: string): readonly AppRecord[];
  setMember(groupId: string, userId: string, isIn: boolean): void;
}

/** A line of the journal. */
type Entry =
  | { readonly kind: AppKind; readonly id: string; readonly record: AppRecord | null }
  | { readonly kind: 'member'; readonly id: string; readonly user: string; readonly isIn: boolean };

interface Tables {
  readonly user: Map<string, AppRecord>;
  readonly group: Map<string, AppRecord>;
  /** Ids of records by `kind attribute value`. */
  readonly index: Map<string, Set<string>>;
  /** Users of a group, and groups of a user. */
  readonly members: Map<string, Set<string>>;
  readonly groups: Map<string, Set<string>>;
}

const ignoresCase = ['userName', 'displayName'];
const indexed: { readonly [K in AppKind]: readonly string[] } = {
  user: ['userName', 'externalId'],
  group: ['displayName'],
};

/** Opens the journal (memory only without `file`), replays it and writes it anew without its history. */
export function openAppStore(file?: string): AppStore {
  const tables: Tables = { user: new Map(), group: new Map(), index: new Map(), members: new Map(), groups: new Map() };
  for (const entry of file ? replay(file) : []) enter(tables, entry);
  if (file) compact(file, tables);

  const write = (entry: Entry) => {
    if (file) append(file, `${JSON.stringify(entry)}\n`);
    enter(tables, entry);
  };
  const setMember = (id: string, user: string, isIn: boolean) => {
    if ((tables.members.get(id)?.has(user) ?? false) !== isIn) write({ kind: 'member', id, user, isIn });
  };
  const records = (kind: AppKind, ids: Iterable<string>) => [...ids].flatMap((id) => tables[kind].get(id) ?? []);

  return {
    get: (kind, id) => tables[kind].get(id),
    all: (kind) => [...tables[kind].values()],
    equal: (kind, attribute, value) =>
      indexed[kind].includes(attribute)
        ? records(kind, tables.index.get(keyOf(kind, attribute, value)) ?? [])
        : [...tables[kind].values()].filter((record) => record[attribute] === value),
    put: (kind, record) => write({ kind, id: record.id, record }),
    drop: (kind, id) => {
      for (const group of tables.groups.get(id) ?? []) setMember(group, id, false);
      for (const user of tables.members.get(id) ?? []) setMember(id, user, false);
      write({ kind, id, record: null });
    },
    membersOf: (groupId) => [...(tables.members.get(groupId) ?? [])],
    groupsOf: (userId) => records('group', tables.groups.get(userId) ?? []),
    setMember,
  };
}

function enter(tables: Tables, entry: Entry): void {
  if (entry.kind === 'member') {
    const { id, user, isIn } = entry;
    if (isIn) add(tables.members, id, user);
    else tables.members.get(id)?.delete(user);
    if (isIn) add(tables.groups, user, id);
    else tables.groups.get(user)?.delete(id);
    return;
  }
  const { kind, id, record } = entry;
  for (const key of keysOf(kind, tables[kind].get(id))) tables.index.get(key)?.delete(id);
  for (const key of keysOf(kind, record)) add(tables.index, key, id);
  if (record) tables[kind].set(id, record);
  else tables[kind].delete(id);
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}

function keysOf(kind: AppKind, record: AppRecord | null | undefined): readonly string[] {
  return record ? indexed[kind].map((attribute) => keyOf(kind, attribute, String(record[attribute] ?? ''))) : [];
}

function keyOf(kind: AppKind, attribute: string, value: string): string {
  return `${kind} ${attribute} ${ignoresCase.includes(attribute) ? value.toLowerCase() : value}`;
}

/** Whole or not at all: half a line on a full disk would swallow the line after it, and a replay ends there. */
function append(file: string, line: string): void {
  const { size } = statSync(file);
  try {
    appendFileSync(file, line);
  } catch (error) {
    truncateSync(file, size);
    throw error;
  }
}

/** A last line that a kill cut short was never answered, and is left out. */
function* replay(file: string): Generator<Entry> {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      if (line !== '') yield JSON.parse(line) as Entry;
    } catch {
      return;
    }
  }
}

function compact(file: string, { user, group, members }: Tables): void {
  const records = (kind: AppKind, all: ReadonlyMap<string, AppRecord>): Entry[] =>
    [...all.values()].map((record) => ({ kind, id: record.id, record }));
  const joined = [...members].flatMap(([id, users]) =>
    [...users].map((one): Entry => ({ kind: 'member', id, user: one, isIn: true })),
  );
  const lines = [...records('user', user), ...records('group', group), ...joined].map((entry) => JSON.stringify(entry));
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeWhole(file, lines.map((line) => `${line}\n`).join(''));
}
