// The store port over DynamoDB.
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Condition, IndexQuery, Item, Key, Page, Query, Table, TableName, Write } from '../ports/table.ts';
import { ReadFailed, WriteRefused } from '../ports/table.ts';
import { attributes, itemBytes, keyText, overLimit } from './item-size.ts';
import {
  type Attributes,
  fromAttributes,
  fromCursor,
  indexTables,
  keyAttributes,
  keyFromAttributes,
  toAttributes,
  toCursor,
} from './stored-attributes.ts';
import { refusalOf } from './write-refusals.ts';

export interface DynamoTableParts {
  /** Retries what is safe to repeat: reads, and transactions, whose client token makes the repetition harmless. */
  readonly retrying: DynamoDBClient;
  /** Sends once. A repeated conditional write would be refused by its own first effect and say so: a lie. */
  readonly once: DynamoDBClient;
  readonly names: { readonly [table in TableName]: string };
}

/** Limits are checked before sending, so that `too-large` is the same answer everywhere and costs nothing. */
export function dynamoTable(parts: DynamoTableParts): Table {
  return {
    get: (key) => getItem(parts, key),
    getMany: (keys) => getItems(parts, keys),
    query: (query) => reading(() => queryItems(parts, query)),
    queryIndex: (query) => reading(() => queryKeys(parts, query)),
    scan: (table, cursor) => reading(() => scanItems(parts, table, cursor)),
    write: (writes) => write(parts, writes),
  };
}

async function reading<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ReadFailed) throw error;
    throw Object.assign(new ReadFailed(error instanceof Error ? error.name : 'unknown'), { cause: error });
  }
}

function getItem({ retrying, names }: DynamoTableParts, key: Key): Promise<Item | undefined> {
  return reading(async () => {
    const command = new GetItemCommand({ TableName: names[key.table], Key: keyAttributes(key), ConsistentRead: true });
    const { Item: stored } = await retrying.send(command);
    return stored && fromAttributes(key.table, stored);
  });
}

function getItems(parts: DynamoTableParts, keys: readonly Key[]): Promise<readonly Item[]> {
  return reading(async () => {
    const wanted = [...new Map(keys.map((key) => [keyText(key), key])).values()];
    const found = new Map<string, Item>();
    for (let start = 0; start < wanted.length; start += 100)
      for (const item of await getHundred(parts, wanted.slice(start, start + 100))) found.set(keyText(item), item);
    return keys.map((key) => found.get(keyText(key))).filter((item) => item !== undefined);
  });
}

/** Keys that DynamoDB leaves over (16 MB an answer, throttles) are asked for again, a few times. */
async function getHundred({ retrying, names }: DynamoTableParts, keys: readonly Key[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let left = requestItems(names, keys);
  for (let tries = 0; Object.keys(left).length > 0; tries++) {
    if (tries === 20) throw new ReadFailed('keys left unprocessed');
    const { Responses = {}, UnprocessedKeys = {} } = await retrying.send(
      new BatchGetItemCommand({ RequestItems: left }),
    );
    for (const table of Object.keys(names) as TableName[])
      for (const stored of Responses[names[table]] ?? []) found.push(fromAttributes(table, stored));
    left = UnprocessedKeys as typeof left;
  }
  return found;
}

function requestItems(names: DynamoTableParts['names'], keys: readonly Key[]) {
  const request: Record<string, { Keys: Attributes[]; ConsistentRead: true }> = {};
  for (const key of keys) {
    const table = request[names[key.table]] ?? { Keys: [], ConsistentRead: true };
    table.Keys.push(keyAttributes(key));
    request[names[key.table]] = table;
  }
  return request;
}

interface Range {
  readonly partition: string;
  readonly sort: string;
  readonly value: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** `from` beyond `to` finds nothing: DynamoDB would refuse such a BETWEEN. */
function keyCondition({ partition, sort, value, from, to }: Range) {
  const bounds =
    from !== undefined && to !== undefined
      ? ' AND #s BETWEEN :from AND :to'
      : from !== undefined
        ? ' AND #s >= :from'
        : to !== undefined
          ? ' AND #s <= :to'
          : '';
  return {
    KeyConditionExpression: `#p = :p${bounds}`,
    ExpressionAttributeNames: { '#p': partition, ...(bounds ? { '#s': sort } : {}) },
    ExpressionAttributeValues: {
      ':p': { S: value },
      ...(from === undefined ? {} : { ':from': { S: from } }),
      ...(to === undefined ? {} : { ':to': { S: to } }),
    },
  };
}

function isEmptyRange(from: string | undefined, to: string | undefined): boolean {
  return from !== undefined && to !== undefined && Buffer.compare(Buffer.from(from), Buffer.from(to)) > 0;
}

async function queryItems({ retrying, names }: DynamoTableParts, query: Query): Promise<Page> {
  const { table, pk, from, to, limit, cursor, newestFirst = false } = query;
  if (isEmptyRange(from, to)) return { items: [] };
  const command = new QueryCommand({
    TableName: names[table],
    ...keyCondition({ partition: attributes.pk, sort: attributes.sk, value: pk, from, to }),
    ConsistentRead: true,
    ScanIndexForward: !newestFirst,
    Limit: limit,
    ...(cursor === undefined ? {} : { ExclusiveStartKey: fromCursor(cursor) }),
  });
  const { Items: items = [], LastEvaluatedKey: last } = await retrying.send(command);
  return withCursor({ items: items.map((stored) => fromAttributes(table, stored)) }, last);
}

async function queryKeys({ retrying, names }: DynamoTableParts, query: IndexQuery) {
  const { index, shard, from, to, limit, cursor } = query;
  if (isEmptyRange(from, to)) return { keys: [] };
  const table = indexTables[index];
  const command = new QueryCommand({
    TableName: names[table],
    IndexName: index,
    ...keyCondition({ partition: attributes.shard, sort: attributes.at, value: shard, from, to }),
    Limit: limit,
    ...(cursor === undefined ? {} : { ExclusiveStartKey: fromCursor(cursor) }),
  });
  const { Items: items = [], LastEvaluatedKey: last } = await retrying.send(command);
  return withCursor({ keys: items.map((stored) => keyFromAttributes(table, stored)) }, last);
}

async function scanItems(
  { retrying, names }: DynamoTableParts,
  table: TableName,
  cursor: string | undefined,
): Promise<Page> {
  const command = new ScanCommand({
    TableName: names[table],
    ConsistentRead: true,
    ...(cursor === undefined ? {} : { ExclusiveStartKey: fromCursor(cursor) }),
  });
  const { Items: items = [], LastEvaluatedKey: last } = await retrying.send(command);
  return withCursor({ items: items.map((stored) => fromAttributes(table, stored)) }, last);
}

function withCursor<T extends object>(page: T, last: Attributes | undefined): T & { readonly cursor?: string } {
  return last ? Object.assign(page, { cursor: toCursor(last) }) : page;
}

async function write(parts: DynamoTableParts, writes: readonly Write[]): Promise<void> {
  const over = overLimit(
    writes,
    writes.map((one) => (one.kind === 'put' ? itemBytes(one.item) : 0)),
  );
  if (over) throw new WriteRefused('too-large', over);
  const [first] = writes;
  if (!first) return;
  try {
    if (writes.length === 1 && first.kind !== 'check') await writeOne(parts, first);
    else
      await parts.retrying.send(
        new TransactWriteItemsCommand({ TransactItems: writes.map((one) => part(parts, one)) }),
      );
  } catch (error) {
    throw refusalOf(error);
  }
}

async function writeOne({ once, names }: DynamoTableParts, one: Exclude<Write, { kind: 'check' }>): Promise<void> {
  const condition = one.when ? conditionOf(one.when) : {};
  if (one.kind === 'put')
    await once.send(
      new PutItemCommand({ TableName: names[one.item.table], Item: toAttributes(one.item), ...condition }),
    );
  else
    await once.send(
      new DeleteItemCommand({ TableName: names[one.key.table], Key: keyAttributes(one.key), ...condition }),
    );
}

function part({ names }: DynamoTableParts, one: Write): TransactWriteItem {
  if (one.kind === 'check')
    return {
      ConditionCheck: { TableName: names[one.key.table], Key: keyAttributes(one.key), ...conditionOf(one.when) },
    };
  const condition = one.when ? conditionOf(one.when) : {};
  return one.kind === 'put'
    ? { Put: { TableName: names[one.item.table], Item: toAttributes(one.item), ...condition } }
    : { Delete: { TableName: names[one.key.table], Key: keyAttributes(one.key), ...condition } };
}

function conditionOf(condition: Condition) {
  if (condition.kind === 'absent')
    return { ConditionExpression: 'attribute_not_exists(#c)', ExpressionAttributeNames: { '#c': attributes.pk } };
  const { field, value } = condition;
  return {
    ConditionExpression: '#c = :c',
    ExpressionAttributeNames: { '#c': field },
    ExpressionAttributeValues: { ':c': typeof value === 'number' ? { N: String(value) } : { S: value } },
  };
}
