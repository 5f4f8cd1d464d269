// The pieces of dynalite 4.0.0 that we stand on, with the types it does not have: its parsers, its actions, its store.
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { AwsFault } from './aws-json-server.ts';

export type Callback<T> = (error: unknown, value?: T) => void;
export type Attributes = { readonly [name: string]: unknown };

export interface ActionData {
  readonly TableName: string;
  readonly Key?: Attributes;
  readonly Item?: Attributes;
  readonly [name: string]: unknown;
}

export interface BatchOperation {
  readonly type: 'put' | 'del';
  readonly key: string;
  readonly value?: unknown;
}

export interface SubStore {
  get(key: string, done: Callback<Attributes>): void;
  put(key: string, value: unknown, done: Callback<void>): void;
  del(key: string, done: Callback<void>): void;
  lock(key: string, body: (release: <F>(done: F) => F) => void): void;
}

export interface DynaliteStore {
  readonly db: {
    get(key: string): Promise<unknown>;
    /** Undefined when there is none. */
    getSync(key: string): unknown;
    batch(operations: readonly BatchOperation[]): Promise<void>;
    open(): Promise<void>;
    /** Dynalite's own is for good; the original below it may be followed by `open`. */
    readonly close: { (): Promise<void>; readonly _original?: () => Promise<void> };
    iterator(range: { readonly gt: string; readonly lt: string }): AsyncIterable<[string, unknown]>;
  };
  getItemDb(table: string): SubStore;
  getIndexDb(kind: string, table: string, index: string): SubStore;
  getTable(name: string, checkStatus: boolean | Callback<TableRecord>, done?: Callback<TableRecord>): void;
}

/** What dynalite's queries read through, on the LevelDB object itself. */
export interface LevelReads {
  keys(range: object): AsyncIterable<unknown>;
  values(range: object): AsyncIterable<unknown>;
  createKeyStream(range: object): Readable;
  createValueStream(range: object): Readable;
}

export interface TableRecord {
  readonly TableName: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string }[];
}

interface Validation {
  readonly types: unknown;
  readonly custom?: unknown;
}

interface DynaliteDb {
  create(options: { readonly path?: string; readonly createTableMs: number }): DynaliteStore & {
    readonly db: LevelReads;
  };
  createKey(item: Attributes, table: TableRecord): string;
  validateKey(key: Attributes, table: TableRecord): unknown;
  checkConditional(data: ActionData, existing: Attributes | undefined): unknown;
  itemSize(item: Attributes): number;
}

type Action = (store: DynaliteStore, data: ActionData, done: Callback<Attributes>) => void;

const require = createRequire(import.meta.url);
const validations = require('dynalite/validations') as {
  checkTypes(data: unknown, types: unknown): ActionData;
  checkValidations(data: ActionData, types: unknown, custom: unknown, store: DynaliteStore): void;
};

export const dynaliteDb = require('dynalite/db') as DynaliteDb;

/** Dynalite's action of that name, as a promise. */
export async function perform(action: string, store: DynaliteStore, data: ActionData): Promise<Attributes> {
  const run = require(`dynalite/actions/${action}`) as Action;
  return new Promise((resolve, reject) => {
    run(store, data, (error, value) => (error ? reject(asFault(error)) : resolve(value ?? {})));
  });
}

/**
 * Checks and completes the input of an action as dynalite does before it runs: types, limits, parsed expressions. Dynalite
 * takes what it does not know out of the object it gets: the caller's stays whole.
 */
export function validated(action: string, store: DynaliteStore, input: object): ActionData {
  const { types, custom } = require(`dynalite/validations/${action}`) as Validation;
  try {
    const data = validations.checkTypes({ ...input }, types);
    validations.checkValidations(data, types, custom, store);
    return data;
  } catch (error) {
    throw asFault(error);
  }
}

/** Dynalite's errors carry a body in AWS's words; all others are internal. */
function asFault(error: unknown): unknown {
  const body = (
    error as { readonly body?: { readonly __type?: string; readonly message?: string; readonly Message?: string } }
  ).body;
  if (!body?.__type) return error;
  const type = body.__type.split('#').at(-1) as string;
  return new AwsFault(type, body.message ?? body.Message ?? '');
}

/** The table's description; a missing table is a ResourceNotFoundException. */
export function tableRecord(store: DynaliteStore, name: string): Promise<TableRecord> {
  return new Promise((resolve, reject) => {
    store.getTable(name, true, (error, table) => (error || !table ? reject(asFault(error)) : resolve(table)));
  });
}

/** One stored item by its internal key. */
export function storedItem(store: DynaliteStore, table: string, key: string): Promise<Attributes | undefined> {
  return new Promise((resolve, reject) => {
    store.getItemDb(table).get(key, (error, item) => (error ? reject(error) : resolve(item)));
  });
}
