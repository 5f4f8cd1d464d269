// Item sizes as DynamoDB counts them, so that limits and costs are known before a request leaves.
import type { Fields, Item, Key, TableName, Value, Write } from '../ports/table.ts';

/** AWS DynamoDB Developer Guide, "Quotas and limits" and "TransactWriteItems". */
export const limits = {
  itemBytes: 400 * 1024,
  transactionBytes: 4 * 1024 * 1024,
  transactionWrites: 100,
  pageBytes: 1024 * 1024,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  depth: 32,
} as const;

/** Attribute names of our own in every stored item; fields lie beside them under their own names. */
export const attributes = { pk: 'pk', sk: 'sk', shard: 'ishard', at: 'iat' } as const;

/** `__proto__` never names a field: a map read back with it would get another prototype. */
const reserved: ReadonlySet<string> = new Set([...Object.values(attributes), '__proto__']);
const indexOf: { readonly [table in TableName]: string | undefined } = {
  state: 'due',
  audit: 'minute',
  keys: undefined,
};

/**
 * Bytes of an item as DynamoDB counts them for capacity and limits ("DynamoDB item sizes and formats"):
 * UTF-8 names and strings, about a byte for two digits, 3 for a list or map and 1 for each element.
 * Throws TypeError for what cannot be stored: undefined, NaN, a reserved field, an index on a table without one.
 */
export function itemBytes(item: Item): number {
  refuseUnstorable(item);
  return keyBytes(item) + fieldsBytes(item.fields) + (item.index ? indexAttributeBytes(item.index) : 0);
}

/** Bytes of an item's entry in a keys-only index; 0 when it has none. */
export function indexEntryBytes(item: Item): number {
  return item.index ? keyBytes(item) + indexAttributeBytes(item.index) : 0;
}

/** Positions of the writes that are over a limit; undefined when all are within. `bytes` is the size of each write's item. */
export function overLimit(writes: readonly Write[], bytes: readonly number[]): readonly number[] | undefined {
  const everyone = writes.map((_, position) => position);
  if (writes.length > limits.transactionWrites) return everyone;
  const big = everyone.filter((at) => (bytes[at] ?? 0) > limits.itemBytes || keyTooLong(writes[at] as Write));
  if (big.length > 0) return big;
  if (writes.length === 1) return undefined;
  if (bytes.reduce((sum, size) => sum + size, 0) > limits.transactionBytes) return everyone;
  return repeatedKeys(writes);
}

/** The key that a write is about. */
export function keyOf(write: Write): Key {
  return write.kind === 'put' ? write.item : write.key;
}

/** One text for a key, for maps and comparisons. */
export function keyText(key: Key): string {
  return `${key.table}\n${key.pk}\n${key.sk}`;
}

function repeatedKeys(writes: readonly Write[]): readonly number[] | undefined {
  const seen = new Set<string>();
  const twice = writes.flatMap((write, position) => {
    const text = keyText(keyOf(write));
    if (seen.has(text)) return [position];
    seen.add(text);
    return [];
  });
  return twice.length > 0 ? twice : undefined;
}

function keyTooLong(write: Write): boolean {
  const { pk, sk } = keyOf(write);
  const index = write.kind === 'put' ? write.item.index : undefined;
  return (
    Buffer.byteLength(pk) > limits.partitionKeyBytes ||
    Buffer.byteLength(sk) > limits.sortKeyBytes ||
    (index !== undefined && Buffer.byteLength(index.shard) > limits.partitionKeyBytes) ||
    (index !== undefined && Buffer.byteLength(index.at) > limits.sortKeyBytes)
  );
}

function refuseUnstorable(item: Item): void {
  if (item.pk === '' || item.sk === '') throw new TypeError('a key part is empty');
  for (const name of Object.keys(item.fields))
    if (reserved.has(name)) throw new TypeError(`the field name "${name}" is reserved`);
  if (item.index === undefined) return;
  if (indexOf[item.table] === undefined) throw new TypeError(`table "${item.table}" has no index`);
  if (item.index.shard === '' || item.index.at === '') throw new TypeError('an index part is empty');
}

function keyBytes(key: Key): number {
  return 4 + Buffer.byteLength(key.pk) + Buffer.byteLength(key.sk);
}

function indexAttributeBytes(index: { readonly shard: string; readonly at: string }): number {
  return attributes.shard.length + attributes.at.length + Buffer.byteLength(index.shard) + Buffer.byteLength(index.at);
}

function fieldsBytes(fields: Fields): number {
  let bytes = 0;
  for (const name of Object.keys(fields)) bytes += Buffer.byteLength(name) + valueBytes(fields[name], 1);
  return bytes;
}

function valueBytes(value: Value | undefined, depth: number): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return numberBytes(value);
  if (typeof value === 'boolean' || value === null) return 1;
  if (depth > limits.depth) throw new TypeError('a value is nested too deep');
  if (Array.isArray(value)) return listBytes(value, depth);
  if (typeof value !== 'object') throw new TypeError(`a value of type ${typeof value} cannot be stored`);
  return mapBytes(value as Fields, depth);
}

function listBytes(list: readonly Value[], depth: number): number {
  let bytes = 3;
  for (const value of list) bytes += 1 + valueBytes(value, depth + 1);
  return bytes;
}

function mapBytes(map: Fields, depth: number): number {
  let bytes = 3;
  for (const name of Object.keys(map)) {
    if (name === '__proto__') throw new TypeError('the name "__proto__" is reserved');
    bytes += 1 + Buffer.byteLength(name) + valueBytes(map[name], depth + 1);
  }
  return bytes;
}

/** DynamoDB keeps 38 digits, JavaScript 15 to 17: beyond the safe integers a number would come back another. */
function numberBytes(value: number): number {
  const size = Math.abs(value);
  const isStorable = size <= Number.MAX_SAFE_INTEGER && (size === 0 || size >= 1e-130);
  if (!isStorable) throw new TypeError('a number cannot be stored');
  return Math.ceil(significantDigits(size) / 2) + 1 + (value < 0 ? 1 : 0);
}

function significantDigits(size: number): number {
  const digits = String(size).replace(/e.*$/, '').replace('.', '');
  return digits.replace(/^0+/, '').replace(/0+$/, '').length;
}
