import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dynaliteDb, perform, validated } from '../../infra/local/emulators/dynalite-parts.ts';
import { endReads } from '../../infra/local/emulators/ended-reads.ts';

const path = mkdtempSync(join(tmpdir(), 'ended-reads-'));
const store = dynaliteDb.create({ path, createTableMs: 0 });
const { db } = store;
const opened: AsyncIterable<unknown>[] = [];

const run = (action: string, input: object) => perform(action, store, validated(action, store, input));

beforeAll(async () => {
  await db.open();
  const values = db.values.bind(db);
  db.values = (range) => {
    const iterator = values(range);
    opened.push(iterator);
    return iterator;
  };
  endReads(db);
  await run('createTable', {
    TableName: 'people',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: ['HASH', 'RANGE'].map((KeyType, at) => ({ AttributeName: ['pk', 'sk'][at], KeyType })),
  });
  await vi.waitFor(async () =>
    expect(await run('describeTable', { TableName: 'people' })).toMatchObject({ Table: { TableStatus: 'ACTIVE' } }),
  );
  for (const sk of ['a', 'b', 'c', 'd'])
    await run('putItem', { TableName: 'people', Item: { pk: { S: 'p' }, sk: { S: sk } } });
});

afterAll(async () => {
  await db.close();
  rmSync(path, { recursive: true });
});

const query = {
  TableName: 'people',
  KeyConditionExpression: 'pk = :p',
  ExpressionAttributeValues: { ':p': { S: 'p' } },
};
const reads: readonly (readonly [string, string, object, number])[] = [
  ['a query that was read to the end', 'query', query, 4],
  ['a query that was left before it', 'query', { ...query, Limit: 2 }, 2],
  ['a query backwards', 'query', { ...query, ScanIndexForward: false, Limit: 1 }, 1],
  ['a query that finds nothing', 'query', { ...query, ExpressionAttributeValues: { ':p': { S: 'q' } } }, 0],
  ['a scan in slices', 'scan', { TableName: 'people', Limit: 1 }, 1],
];

for (const [title, action, input, count] of reads)
  test(`${title} holds no snapshot of the store any more`, async () => {
    const before = opened.length;
    expect(await run(action, input)).toMatchObject({ Count: count });
    expect(opened).toHaveLength(before + 1);
    await expect.poll(() => stateOf(opened.at(-1))).toBe('LEVEL_ITERATOR_NOT_OPEN');
  });

/** Level's own word for an iterator that cannot be read any more. */
async function stateOf(iterator: AsyncIterable<unknown> | undefined): Promise<unknown> {
  const { next } = iterator as unknown as { next(): Promise<unknown> };
  return next.call(iterator).then(
    () => 'open',
    (error: { readonly code?: string }) => error.code,
  );
}
