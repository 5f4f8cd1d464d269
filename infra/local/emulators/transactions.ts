// TransactWriteItems and TransactGetItems over dynalite's own actions (AWS DynamoDB API Reference, both pages).
import { gather } from './atomic-writes.ts';
import { AwsFault } from './aws-json-server.ts';
import {
  type ActionData,
  type Attributes,
  type BatchOperation,
  type DynaliteStore,
  dynaliteDb,
  perform,
  storedItem,
  tableRecord,
  validated,
} from './dynalite-parts.ts';
import type { ItemLocks } from './item-locks.ts';
import type { KnownTokens } from './known-tokens.ts';

export interface TransactionParts {
  readonly store: DynaliteStore;
  readonly locks: ItemLocks;
  readonly tokens: KnownTokens;
}

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Attributes;
}

interface Part {
  readonly action: 'putItem' | 'deleteItem' | 'updateItem' | 'conditionCheck';
  readonly data: ActionData;
  /** The table and the internal key. */
  readonly item: string;
  readonly key: string;
  readonly wantsOld: boolean;
}

const none: Reason = { Code: 'None' };
const maxTransactionBytes = 4 * 1024 * 1024;
const actions = {
  Put: 'putItem',
  Delete: 'deleteItem',
  Update: 'updateItem',
  ConditionCheck: 'conditionCheck',
} as const;

/** All or nothing. A token seen within ten minutes answers without a second effect. */
export async function transactWrite(parts: TransactionParts, input: unknown): Promise<Attributes> {
  const { TransactItems: items, ClientRequestToken: token } = input as {
    readonly TransactItems?: readonly { readonly [verb: string]: ActionData }[];
    readonly ClientRequestToken?: string;
  };
  const work = await Promise.all(listOf(items).map((item) => partOf(parts.store, item)));
  refuseOversized(work);
  const locked = work.map((part) => part.item);
  return parts.locks.transaction(
    token ? [...locked, `token ${token}`] : locked,
    async () => {
      if (token && parts.tokens.isDone(token, items)) return {};
      const recorded = token ? parts.tokens.record(token, items) : undefined;
      const operations = await gatherAll(parts.store, work);
      await parts.store.db.batch(recorded ? [...operations, recorded.operation] : operations);
      recorded?.done();
      return {};
    },
    (at) =>
      at.includes(work.length)
        ? new AwsFault('TransactionInProgressException', 'The transaction with the given request token is in progress.')
        : cancelled(work.map((_, position) => (at.includes(position) ? conflictReason : none))),
  );
}

/** A consistent picture of up to 100 items. */
export async function transactGet(parts: TransactionParts, input: unknown): Promise<Attributes> {
  const { TransactItems: items } = input as { readonly TransactItems?: readonly { readonly Get: ActionData }[] };
  const gets = await Promise.all(
    listOf(items).map(async ({ Get }) => {
      const data = validated('getItem', parts.store, { ...Get, ConsistentRead: true });
      return { data, item: (await located(parts.store, data)).item };
    }),
  );
  return parts.locks.transaction(
    gets.map((get) => get.item),
    async () => ({ Responses: await Promise.all(gets.map((get) => perform('getItem', parts.store, get.data))) }),
    (at) => cancelled(gets.map((_, position) => (at.includes(position) ? conflictReason : none))),
  );
}

const conflictReason: Reason = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

function cancelled(reasons: readonly Reason[]): AwsFault {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new AwsFault('TransactionCanceledException', message, { CancellationReasons: reasons });
}

function invalid(message: string): AwsFault {
  return new AwsFault('ValidationException', message);
}

function listOf<T>(items: readonly T[] | undefined): readonly T[] {
  if (!items?.length)
    throw invalid(
      "Value at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (items.length > 100)
    throw invalid(
      "Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
    );
  return items;
}

async function partOf(store: DynaliteStore, item: { readonly [verb: string]: ActionData }): Promise<Part> {
  const [entry, ...others] = Object.entries(item);
  const action = entry && actions[entry[0] as keyof typeof actions];
  if (!entry || !action || others.length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const input = entry[1];
  // A check takes what a delete takes: a key and a condition.
  const data = validated(action === 'conditionCheck' ? 'deleteItem' : action, store, input);
  if (action === 'conditionCheck' && !input.ConditionExpression)
    throw invalid('The condition expression of a check is missing');
  return {
    action,
    data,
    wantsOld: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    ...(await located(store, data)),
  };
}

/** The internal key, and one text for table and key. */
export async function located(
  store: DynaliteStore,
  data: ActionData,
): Promise<{ readonly key: string; readonly item: string }> {
  const table = await tableRecord(store, data.TableName);
  if (data.Key && dynaliteDb.validateKey(data.Key, table))
    throw invalid('The provided key element does not match the schema');
  const attributes = data.Key ?? data.Item ?? {};
  if (table.KeySchema.some(({ AttributeName: name }) => attributes[name] === undefined))
    throw invalid('One or more parameter values were invalid: Missing the key in the item');
  const key = dynaliteDb.createKey(attributes, table);
  return { key, item: `${data.TableName} ${key}` };
}

function refuseOversized(work: readonly Part[]): void {
  if (new Set(work.map((part) => part.item)).size < work.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  const bytes = work.reduce((sum, { data }) => sum + (data.Item ? dynaliteDb.itemSize(data.Item) : 0), 0);
  if (bytes > maxTransactionBytes) throw invalid('The aggregate size of the items in the transaction exceeds 4 MB');
}

async function gatherAll(store: DynaliteStore, work: readonly Part[]): Promise<readonly BatchOperation[]> {
  const gathering = gather(store);
  const reasons = await Promise.all(work.map((part) => attempt(gathering.store, part)));
  if (reasons.some((reason) => reason !== none)) throw cancelled(reasons);
  return gathering.gathered;
}

async function attempt(store: DynaliteStore, part: Part): Promise<Reason> {
  try {
    if (part.action === 'conditionCheck') await checkCondition(store, part);
    else await perform(part.action, store, part.data);
    return none;
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    if (error.type !== 'ConditionalCheckFailedException') return { Code: 'ValidationError', Message: error.message };
    const old = part.wantsOld ? await storedItem(store, part.data.TableName, part.key) : undefined;
    return { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...(old ? { Item: old } : {}) };
  }
}

async function checkCondition(store: DynaliteStore, part: Part): Promise<void> {
  const existing = await storedItem(store, part.data.TableName, part.key);
  if (dynaliteDb.checkConditional(part.data, existing))
    throw new AwsFault('ConditionalCheckFailedException', 'The conditional request failed');
}
