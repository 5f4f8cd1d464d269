// The store as the steps see it: whole items, conditions on one field, transactions. DynamoDB's
// shape reduced to what the ledger needs, so that one contract suite can hold every implementation to it.

/** The three tables: `state` is the ledger, `audit` is append-only, `keys` holds wrapped personal-data keys. */
export type TableName = 'state' | 'audit' | 'keys';

/** Indexes are sparse and eventually consistent: an item without both index fields is not in it. */
export type IndexName = 'due' | 'minute';

export interface Key {
  readonly table: TableName;
  readonly pk: string;
  readonly sk: string;
}

export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Fields = { readonly [name: string]: Value };

/**
 * A stored item. `due` (state table) and `minute` (audit table) put it into the index of that name,
 * keys only: `shard` is the index partition, `at` the sort value.
 */
export interface Item extends Key {
  readonly fields: Fields;
  readonly index?: { readonly shard: string; readonly at: string };
}

export type Condition =
  | { readonly kind: 'absent' }
  | { readonly kind: 'equals'; readonly field: string; readonly value: string | number };

export type Write =
  | { readonly kind: 'put'; readonly item: Item; readonly when?: Condition }
  | { readonly kind: 'delete'; readonly key: Key; readonly when?: Condition }
  | { readonly kind: 'check'; readonly key: Key; readonly when: Condition };

export interface Page {
  readonly items: readonly Item[];
  /** Present when there is more. Opaque. */
  readonly cursor?: string;
}

export interface Query {
  readonly table: TableName;
  readonly pk: string;
  /** Inclusive bounds on the sort key. */
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly newestFirst?: boolean;
}

export interface IndexQuery {
  readonly index: IndexName;
  readonly shard: string;
  readonly to: string;
  readonly from?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * Limits that every implementation enforces: 100 writes and 4 MB a transaction, 400 KB an item,
 * no key twice in one transaction (AWS DynamoDB Developer Guide, "TransactWriteItems").
 */
export interface Table {
  /** Strongly consistent. */
  get(key: Key): Promise<Item | undefined>;
  /** Strongly consistent, any number of keys; absent ones are left out; order is that of `keys`. */
  getMany(keys: readonly Key[]): Promise<readonly Item[]>;
  /** Strongly consistent, sorted by sort key (UTF-8 bytes). */
  query(query: Query): Promise<Page>;
  /** Eventually consistent: may miss the newest writes and show keys that have left. Sorted by `at`. */
  queryIndex(
    query: IndexQuery,
  ): Promise<{ readonly keys: readonly (Key & { readonly at: string })[]; readonly cursor?: string }>;
  /** Every item of a table, in slices; for censuses and exports only. */
  scan(table: TableName, cursor?: string): Promise<Page>;
  /**
   * One write is a plain conditional write, several are one transaction: all or nothing.
   * Throws `WriteRefused`; any other error leaves the outcome unknown.
   */
  write(writes: readonly Write[]): Promise<void>;
}

/**
 * The writes did not happen. `condition`: a condition did not hold (`at` is its position);
 * `conflict`: another transaction touches an item now; `throttled`: capacity; `too-large`: over a limit.
 */
export class WriteRefused extends Error {
  readonly reason: 'condition' | 'conflict' | 'throttled' | 'too-large';
  readonly at: readonly number[];
  constructor(reason: WriteRefused['reason'], at: readonly number[] = []) {
    super(`write refused: ${reason}`);
    this.name = 'WriteRefused';
    this.reason = reason;
    this.at = at;
  }
}

/** A read that did not happen; nothing is known. */
export class ReadFailed extends Error {
  constructor(reason: string) {
    super(`read failed: ${reason}`);
    this.name = 'ReadFailed';
  }
}
