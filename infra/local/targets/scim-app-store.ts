// What the SCIM app keeps: users and groups in memory, each change appended to a journal that outlives a kill -9.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
  drop(kind: AppKind, id: string): void;
}

const ignoresCase = ['userName', 'displayName'];
const indexed = { user: ['userName', 'externalId'], group: ['displayName'] } as const;

/** Opens the journal (memory only without `file`), replays it and writes it anew without its history. */
export function openAppStore(file?: string): AppStore {
  const records = { user: new Map<string, AppRecord>(), group: new Map<string, AppRecord>() };
  const index = new Map<string, Set<string>>();
  const keysOf = (kind: AppKind, record: AppRecord) =>
    indexed[kind].map((attribute) => keyOf(kind, attribute, String(record[attribute] ?? '')));

  const set = (kind: AppKind, id: string, record: AppRecord | null) => {
    const old = records[kind].get(id);
    for (const key of old ? keysOf(kind, old) : []) index.get(key)?.delete(id);
    if (!record) return void records[kind].delete(id);
    records[kind].set(id, record);
    for (const key of keysOf(kind, record)) index.set(key, (index.get(key) ?? new Set()).add(id));
  };

  for (const { kind, id, record } of file ? replay(file) : []) set(kind, id, record);
  if (file) compact(file, records);

  const write = (kind: AppKind, id: string, record: AppRecord | null) => {
    if (file) appendFileSync(file, `${JSON.stringify({ kind, id, record })}\n`);
    set(kind, id, record);
  };

  return {
    get: (kind, id) => records[kind].get(id),
    all: (kind) => [...records[kind].values()],
    equal: (kind, attribute, value) => {
      if (!(indexed[kind] as readonly string[]).includes(attribute))
        return [...records[kind].values()].filter((record) => record[attribute] === value);
      const ids = [...(index.get(keyOf(kind, attribute, value)) ?? [])];
      return ids.flatMap((id) => records[kind].get(id) ?? []);
    },
    put: (kind, record) => write(kind, record.id, record),
    drop: (kind, id) => write(kind, id, null),
  };
}

function keyOf(kind: AppKind, attribute: string, value: string): string {
  return `${kind} ${attribute} ${ignoresCase.includes(attribute) ? value.toLowerCase() : value}`;
}

interface Entry {
  readonly kind: AppKind;
  readonly id: string;
  readonly record: AppRecord | null;
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

function compact(file: string, records: { readonly [K in AppKind]: ReadonlyMap<string, AppRecord> }): void {
  const lines = (kind: AppKind) =>
    [...records[kind].values()].map((record) => `${JSON.stringify({ kind, id: record.id, record })}\n`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, [...lines('user'), ...lines('group')].join(''), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
