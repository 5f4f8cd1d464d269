// How an item lies in DynamoDB: its fields flat beside `pk`, `sk` and the two index attributes, under their own names.
// Flat is the cheapest in bytes: one map attribute around them would cost its name, 3 bytes and 1 byte a field in every
// item, and a started KB is a write unit. It also keeps conditions on a field a plain `#f = :v`.
// The SDK's own `marshall` asks a value for its `constructor`, which is a field name that a webhook may send.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Fields, IndexName, Item, Key, TableName, Value } from '../ports/table.ts';
import { attributes } from './item-size.ts';

export type Attributes = Record<string, AttributeValue>;

/** The table of an index, and its names in DynamoDB. */
export const indexTables: { readonly [index in IndexName]: TableName } = { due: 'state', minute: 'audit' };

/** The item as DynamoDB stores it. */
export function toAttributes(item: Item): Attributes {
  const { shard, at } = attributes;
  const index: Attributes = item.index ? { [shard]: { S: item.index.shard }, [at]: { S: item.index.at } } : {};
  return { ...mapToAttributes(item.fields), ...index, ...keyAttributes(item) };
}

export function keyAttributes(key: Pick<Key, 'pk' | 'sk'>): Attributes {
  return { [attributes.pk]: { S: key.pk }, [attributes.sk]: { S: key.sk } };
}

export function fromAttributes(table: TableName, stored: Attributes): Item {
  const { pk, sk, ishard, iat, ...rest } = stored;
  const key = { table, pk: String(pk?.S), sk: String(sk?.S) };
  const fields = mapFromAttributes(rest);
  return ishard?.S === undefined || iat?.S === undefined
    ? { ...key, fields }
    : { ...key, fields, index: { shard: ishard.S, at: iat.S } };
}

export function keyFromAttributes(table: TableName, stored: Attributes): Key & { readonly at: string } {
  return { table, pk: String(stored.pk?.S), sk: String(stored.sk?.S), at: String(stored.iat?.S) };
}

/** Opaque to callers; what DynamoDB wants back to go on. */
export function toCursor(last: Attributes): string {
  return Buffer.from(JSON.stringify(last)).toString('base64url');
}

export function fromCursor(cursor: string): Attributes {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Attributes;
}

function mapToAttributes(map: Fields): Attributes {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toAttribute(value)]));
}

function toAttribute(value: Value): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  return Array.isArray(value) ? { L: value.map(toAttribute) } : { M: mapToAttributes(value as Fields) };
}

function mapFromAttributes(map: Attributes): Fields {
  return Object.fromEntries(Object.entries(map).map(([name, attribute]) => [name, fromAttribute(attribute)]));
}

function fromAttribute(attribute: AttributeValue): Value {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.L) return attribute.L.map(fromAttribute);
  if (attribute.M) return mapFromAttributes(attribute.M);
  return null;
}
