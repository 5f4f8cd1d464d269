// The store of the simulator and of unit tests: DynamoDB's rules in memory, deterministic, without a wait of its own.
import { checkUnits, type Footprint, readUnits, writeUnits } from '../../shared/aws/capacity.ts';
import { indexEntryBytes, itemBytes, keyOf, limits, overLimit } from '../../shared/aws/item-size.ts';
import type { Clock } from '../../shared/ports/runtime.ts';
import type {
  Condition,
  Fields,
  IndexName,
  IndexQuery,
  Item,
  Key,
  Page,
  Query,
  Table,
  TableName,
  Value,
  Write,
} from '../../shared/ports/table.ts';
import { WriteRefused } from '../../shared/ports/table.ts';
import { type LaggingIndex, laggingIndex } from './lagging-index.ts';
import { type ScanPosition, type Stored, type StoredPartitions, storedPartitions } from './stored-partitions.ts';

export interface TableCall {
  readonly op: 'get' | 'getMany' | 'query' | 'queryIndex' | 'scan' | 'write';
  readonly keys?: readonly Key[];
  readonly query?: Query | IndexQuery;
  readonly writes?: readonly Write[];
}

/** Faults and interleavings come in here; `test/memory/table-faults.ts` has the usual ones. */
export interface TableHooks {
  /** Runs before the effect. What it throws is what the caller gets, and nothing happened. */
  readonly before?: (call: TableCall) => void | Promise<void>;
  /** Runs after the effect and before the reply. What it throws is a lost reply: the effect stays. */
  readonly after?: (call: TableCall) => void | Promise<void>;
  /** How long the index hides a change of this key. Needs `clock`. */
  readonly indexLagMs?: (key: Key) => number;
}

export interface Meter {
  writeUnits: number;
  readUnits: number;
  writeCalls: number;
  readCalls: number;
}

export interface MemoryTable extends Table {
  readonly meter: Meter;
  /** Everything stored in a table, for oracles: no hooks, no meter, no promise. */
  contents(table: TableName): readonly Item[];
}

interface Shelf {
  readonly items: StoredPartitions;
  readonly index: LaggingIndex;
}

interface Parts {
  readonly shelves: { readonly [table in TableName]: Shelf };
  readonly meter: Meter;
  readonly now: () => number;
  readonly lagMs: (key: Key) => number;
}

const tableOfIndex: { readonly [index in IndexName]: TableName } = { due: 'state', minute: 'audit' };
const scanSlice = 500;

/** A new, empty store. Without `clock` the indexes are never stale. */
export function memoryTable(
  options: { readonly clock?: Pick<Clock, 'now'>; readonly hooks?: TableHooks } = {},
): MemoryTable {
  const shelf = (): Shelf => ({ items: storedPartitions(), index: laggingIndex() });
  const { clock, hooks } = options;
  const parts: Parts = {
    shelves: { state: shelf(), audit: shelf(), keys: shelf() },
    meter: { writeUnits: 0, readUnits: 0, writeCalls: 0, readCalls: 0 },
    now: () => clock?.now() ?? 0,
    lagMs: (key) => (clock && hooks?.indexLagMs ? hooks.indexLagMs(key) : 0),
  };

  async function serve<T>(call: TableCall, effect: () => T): Promise<T> {
    if (hooks?.before) await hooks.before(call);
    const answer = effect();
    if (hooks?.after) await hooks.after(call);
    return answer;
  }

  return {
    meter: parts.meter,
    get: (key) => serve({ op: 'get', keys: [key] }, () => read(parts, [key])[0]),
    getMany: (keys) => serve({ op: 'getMany', keys }, () => read(parts, keys)),
    query: (query) => serve({ op: 'query', query }, () => queryItems(parts, query)),
    queryIndex: (query) => serve({ op: 'queryIndex', query }, () => queryKeys(parts, query)),
    scan: (table, cursor) => serve({ op: 'scan' }, () => scanItems(parts, table, cursor)),
    write: (writes) => serve({ op: 'write', writes }, () => write(parts, writes)),
    contents: (table) => parts.shelves[table].items.from(undefined, Number.MAX_SAFE_INTEGER - 1).found.map(itemOf),
  };
}

function itemOf(stored: Stored): Item {
  return stored.item;
}

function stored(parts: Parts, key: Key): Stored | undefined {
  return parts.shelves[key.table].items.get(key.pk, key.sk);
}

function read(parts: Parts, keys: readonly Key[]): readonly Item[] {
  const found = keys.map((key) => stored(parts, key));
  parts.meter.readCalls += Math.ceil(keys.length / 100);
  for (const one of found) parts.meter.readUnits += readUnits(one?.bytes ?? 0, true);
  return found.filter((one) => one !== undefined).map(itemOf);
}

function queryItems(parts: Parts, query: Query): Page {
  const { table, cursor, ...range } = query;
  const found = parts.shelves[table].items.range(cursor === undefined ? range : { ...range, after: cursor });
  const page = withinPage(found);
  const last = page.at(-1);
  chargeRead(parts, page, true);
  // As in DynamoDB, a full page has a cursor even when nothing follows.
  const more = last && (page.length < found.length || page.length === query.limit);
  return more ? { items: page.map(itemOf), cursor: last.item.sk } : { items: page.map(itemOf) };
}

function withinPage(found: readonly Stored[]): readonly Stored[] {
  let bytes = 0;
  const end = found.findIndex((one) => {
    const full = bytes >= limits.pageBytes;
    bytes += one.bytes;
    return full;
  });
  return end === -1 ? found : found.slice(0, end);
}

function chargeRead(parts: Parts, page: readonly Stored[], consistent: boolean): void {
  parts.meter.readCalls += 1;
  parts.meter.readUnits += readUnits(
    page.reduce((sum, one) => sum + one.bytes, 0),
    consistent,
  );
}

function queryKeys(parts: Parts, query: IndexQuery) {
  const answer = parts.shelves[tableOfIndex[query.index]].index.query(query, parts.now());
  const entryBytes = (key: Key & { at: string }) =>
    indexEntryBytes({ ...key, fields: {}, index: { shard: query.shard, at: key.at } });
  parts.meter.readCalls += 1;
  parts.meter.readUnits += readUnits(
    answer.keys.reduce((sum, key) => sum + entryBytes(key), 0),
    false,
  );
  return answer;
}

function scanItems(parts: Parts, table: TableName, cursor: string | undefined): Page {
  const position = cursor === undefined ? undefined : (JSON.parse(cursor) as ScanPosition);
  const { found, more } = parts.shelves[table].items.from(position, scanSlice);
  const page = withinPage(found);
  const last = page.at(-1);
  chargeRead(parts, page, true);
  const goesOn = last && (more || page.length < found.length);
  return goesOn
    ? { items: page.map(itemOf), cursor: JSON.stringify([last.item.pk, last.item.sk]) }
    : { items: page.map(itemOf) };
}

function write(parts: Parts, writes: readonly Write[]): void {
  const bytes = writes.map((one) => (one.kind === 'put' ? itemBytes(one.item) : 0));
  const over = overLimit(writes, bytes);
  if (over) throw new WriteRefused('too-large', over);
  if (writes.length === 0) return;
  parts.meter.writeCalls += 1;
  const transaction = writes.length > 1 || writes[0]?.kind === 'check';
  const failed = writes.flatMap((one, at) => (holds(one.when, stored(parts, keyOf(one))) ? [] : [at]));
  if (failed.length > 0) {
    for (const one of writes) parts.meter.writeUnits += checkUnits(footprint(stored(parts, keyOf(one))), transaction);
    throw new WriteRefused('condition', failed);
  }
  for (const [at, one] of writes.entries()) perform(parts, one, { bytes: bytes[at] as number, transaction });
}

function holds(when: Condition | undefined, before: Stored | undefined): boolean {
  if (when === undefined) return true;
  return when.kind === 'absent' ? before === undefined : before?.item.fields[when.field] === when.value;
}

function perform(parts: Parts, one: Write, size: { readonly bytes: number; readonly transaction: boolean }): void {
  const key = keyOf(one);
  const before = stored(parts, key);
  if (one.kind === 'check') {
    parts.meter.writeUnits += checkUnits(footprint(before), size.transaction);
    return;
  }
  const after = one.kind === 'put' ? { item: frozenItem(one.item), bytes: size.bytes } : undefined;
  const { items } = parts.shelves[key.table];
  if (after) items.put(after);
  else items.delete(key.pk, key.sk);
  moveInIndex(parts, before?.item, after?.item);
  const { transaction } = size;
  parts.meter.writeUnits += writeUnits({ before: footprint(before), after: footprint(after), transaction });
}

function moveInIndex(parts: Parts, before: Item | undefined, after: Item | undefined): void {
  if (indexText(before) === indexText(after)) return;
  for (const [kind, item] of [['leave', before] as const, ['enter', after] as const]) {
    if (!item?.index) continue;
    const { table, pk, sk, index } = item;
    const lag = parts.lagMs(item);
    const where = { shard: index.shard, entry: Object.freeze({ table, pk, sk, at: index.at }) };
    parts.shelves[table].index.change(kind, where, lag > 0 ? parts.now() + lag : 0);
  }
}

function indexText(item: Item | undefined): string | undefined {
  return item?.index && `${item.index.shard}\n${item.index.at}`;
}

function footprint(one: Stored | undefined): Footprint | undefined {
  return one && { bytes: one.bytes, index: indexText(one.item) };
}

/** A copy that neither the writer nor a reader can change afterwards. */
function frozenItem(item: Item): Item {
  const { table, pk, sk, index } = item;
  const fields = frozenCopy(item.fields) as Fields;
  return Object.freeze(
    index ? { table, pk, sk, fields, index: Object.freeze({ ...index }) } : { table, pk, sk, fields },
  );
}

function frozenCopy(value: Value): Value {
  if (Object.is(value, -0)) return 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  const copy: { [name: string]: Value } = {};
  for (const name of Object.keys(value)) copy[name] = frozenCopy((value as Fields)[name] as Value);
  return Object.freeze(copy);
}
