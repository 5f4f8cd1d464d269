// How an audit row is stored and hashed: packed in the table, and one canonical text in the tree and in the file an auditor holds.
import { AuditRow } from '../../model/audit.ts';
import type { Item, Key } from '../../ports/table.ts';
import { canonical } from './bytes.ts';
import { packRow, type RowPlace, unpackRow } from './stored-row.ts';

/** Index partitions of a minute, so that no partition takes all writes of a busy minute. */
export const minuteShards = [0, 1, 2, 3] as const;

export interface RowName {
  readonly tenant: string;
  readonly noun: string;
  readonly id: string;
  readonly number: number;
}

const strictRow = AuditRow.strict();

/**
 * The item to `put` (when absent) in the transaction of the change the row tells of.
 * Throws a ZodError when the row is not one: a deed that cannot be recorded must not happen.
 */
export function auditItem(row: AuditRow): Item {
  const parsed = strictRow.parse(row);
  const { at, noun, id, number } = parsed;
  const index = { shard: minuteShard(minuteOf(at), shardOf(id)), at: `${at}#${noun}#${id}#${padded(number)}` };
  return { ...auditKey(row), fields: { row: packRow(parsed) }, index };
}

/** Where the row of this number stands. */
export function auditKey({ tenant, noun, id, number }: RowName): Key {
  return { table: 'audit', pk: `${tenant}#${noun}#${id}`, sk: padded(number) };
}

/** The row of an item that `auditItem` made. Throws when the item holds none. */
export function auditRowOf(item: Item): AuditRow {
  return AuditRow.parse(JSON.parse(auditText(item)));
}

/**
 * The canonical text of the row: what is hashed, sealed and exported, byte for byte. Of what `auditItem` did not make it
 * is whatever lies there, so that an altered row is exported and found, never skipped.
 */
export function auditText(item: Item): string {
  const text = item.fields.row;
  if (typeof text !== 'string') throw new TypeError(`no audit row at ${item.pk}`);
  try {
    return text.startsWith('[') ? canonical(unpackRow(text, placeOf(item))) : text;
  } catch {
    return text;
  }
}

/** What the item's key and index say of its row. */
function placeOf({ pk, sk, index }: Item): RowPlace {
  const [tenant = '', noun, id = ''] = pk.split('#');
  const [at = ''] = index?.at.split('#') ?? [];
  return { tenant, noun: noun as AuditRow['noun'], id, number: Number(sk), at };
}

/** The row's name in the whole log: `tenant#noun#id#number`. */
export function rowId({ tenant, noun, id, number }: RowName): string {
  return `${tenant}#${noun}#${id}#${number}`;
}

/** The parts of a row's name; undefined when it is none. */
export function rowNameOf(rowId: string): RowName | undefined {
  const [, tenant, noun, id, number] = /^([^#]+)#([^#]+)#([^#]+)#(\d+)$/.exec(rowId) ?? [];
  if (tenant === undefined || noun === undefined || id === undefined) return undefined;
  return { tenant, noun, id, number: Number(number) };
}

/** Minutes since the epoch of an instant. */
export function minuteOf(at: string): number {
  return Math.floor(Date.parse(at) / 60_000);
}

/** The index partition of a minute (since the epoch) and one of its shards: `2026-11-21T10:02Z#3`. */
export function minuteShard(minute: number, shard: number): string {
  return `${new Date(minute * 60_000).toISOString().slice(0, 16)}Z#${shard}`;
}

/** FNV-1a: spreads ids over the shards; nothing depends on its strength. */
function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  return hash % minuteShards.length;
}

const padded = (number: number): string => String(number).padStart(10, '0');
