// DynamoDB for the laptop: dynalite's parsers and store, with transactions, atomic index writes and conflicts added.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gather, quickStore } from './atomic-writes.ts';
import { AwsFault, type Emulator, serveAwsJson } from './aws-json-server.ts';
import {
  type ActionData,
  type DynaliteStore,
  dynaliteDb,
  perform,
  storedItem,
  type TableRecord,
  validated,
} from './dynalite-parts.ts';
import { endReads } from './ended-reads.ts';
import { openedAnewAfterFailure, type Quiet } from './failed-writes.ts';
import { itemLocks } from './item-locks.ts';
import { knownTokens } from './known-tokens.ts';
import { located, type TransactionParts, transactGet, transactWrite } from './transactions.ts';

export interface TableDescription {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Keys only. */
  readonly indexes: readonly { readonly name: string; readonly partitionKey: string; readonly sortKey: string }[];
}

export interface DynamoOptions {
  /** A folder of its own, made when absent. */
  readonly dataDir: string;
  readonly port?: number;
  readonly tables: readonly TableDescription[];
}

const reads: { readonly [action: string]: string } = {
  GetItem: 'getItem',
  BatchGetItem: 'batchGetItem',
  Query: 'query',
  Scan: 'scan',
  DescribeTable: 'describeTable',
  ListTables: 'listTables',
};
const writes: { readonly [action: string]: string } = {
  PutItem: 'putItem',
  DeleteItem: 'deleteItem',
  UpdateItem: 'updateItem',
};

/** Starts on what `dataDir` holds and makes the tables that are missing. Throws when a table has other indexes than described. */
export async function startDynamo(options: DynamoOptions): Promise<Emulator & Quiet> {
  const path = join(options.dataDir, 'leveldb');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const made = dynaliteDb.create({ path, createTableMs: 0 });
  endReads(made.db);
  const raw = { ...made, db: openedAnewAfterFailure(made.db) };
  await raw.db.open();
  for (const table of options.tables) await ensureTable(raw, table);
  const tokens = await knownTokens(raw);
  const parts: TransactionParts = { store: quickStore(raw), locks: itemLocks(), tokens };
  const forgetting = setInterval(() => void tokens.forget().catch(() => {}), 60_000).unref();
  const server = await serveAwsJson({
    ...(options.port === undefined ? {} : { port: options.port }),
    contentType: 'application/x-amz-json-1.0',
    answer: (action, body) => answer(parts, action, body),
  });
  return {
    url: server.url,
    quiet: (work) => raw.db.quiet(work),
    async stop() {
      clearInterval(forgetting);
      await server.stop();
      await raw.db.close();
    },
  };
}

async function answer(parts: TransactionParts, action: string, body: unknown): Promise<unknown> {
  if (action === 'TransactWriteItems') return transactWrite(parts, body);
  if (action === 'TransactGetItems') return transactGet(parts, body);
  const read = reads[action];
  if (read) return perform(read, parts.store, validated(read, parts.store, body as ActionData));
  const write = writes[action];
  if (write) return writeOne(parts, write, body as ActionData);
  throw new AwsFault('UnknownOperationException', `${action} is not emulated`);
}

async function writeOne(parts: TransactionParts, action: string, input: ActionData): Promise<unknown> {
  const data = validated(action, parts.store, input);
  const { key, item } = await located(parts.store, data);
  const work = async () => {
    const gathering = gather(parts.store);
    const answered = await perform(action, gathering.store, data).catch((error: unknown) =>
      withOldItem(parts.store, { error, input, key }),
    );
    await parts.store.db.batch(gathering.gathered);
    return answered;
  };
  return parts.locks.plain(
    item,
    work,
    () => new AwsFault('TransactionConflictException', 'Transaction is ongoing for the item'),
  );
}

/** Dynalite does not know ReturnValuesOnConditionCheckFailure. */
async function withOldItem(
  store: DynaliteStore,
  failed: { readonly error: unknown; readonly input: ActionData; readonly key: string },
): Promise<never> {
  const { error, input, key } = failed;
  const isRefusal = error instanceof AwsFault && error.type === 'ConditionalCheckFailedException';
  if (!isRefusal || input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error;
  const old = await storedItem(store, input.TableName, key);
  throw new AwsFault(error.type, error.message, old ? { Item: old } : {});
}

async function ensureTable(store: DynaliteStore, table: TableDescription): Promise<void> {
  if (!(await recordOf(store, table.name))) await createTable(store, table);
  const existing = await activated(store, table.name);
  const has = (existing.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName).toSorted();
  const wants = table.indexes.map((index) => index.name).toSorted();
  if (has.join() !== wants.join())
    throw new Error(
      `table ${table.name} has the indexes [${has}], not [${wants}]; the emulator cannot add one: start afresh`,
    );
}

/** Dynalite activates a table by a timer; a kill before it must not leave one that is being created forever. */
async function activated(store: DynaliteStore, name: string): Promise<TableRecord> {
  const record = (await recordOf(store, name)) as TableRecord;
  const active = { ...record, TableStatus: 'ACTIVE' };
  await store.db.batch([{ type: 'put', key: tableKey(name), value: active }]);
  return active;
}

async function recordOf(store: DynaliteStore, name: string): Promise<TableRecord | undefined> {
  return (await store.db.get(tableKey(name))) as TableRecord | undefined;
}

function tableKey(name: string): string {
  return `table~${name}`;
}

async function createTable(store: DynaliteStore, table: TableDescription): Promise<void> {
  const names = new Set([
    table.partitionKey,
    table.sortKey,
    ...table.indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ]);
  const schema = (keys: { readonly partitionKey: string; readonly sortKey: string }) => [
    { AttributeName: keys.partitionKey, KeyType: 'HASH' },
    { AttributeName: keys.sortKey, KeyType: 'RANGE' },
  ];
  const indexes = table.indexes.map((index) => {
    return { IndexName: index.name, KeySchema: schema(index), Projection: { ProjectionType: 'KEYS_ONLY' } };
  });
  const data = validated('createTable', store, {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...names].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: schema(table),
    ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
  });
  await perform('createTable', store, data);
}
