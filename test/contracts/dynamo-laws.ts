// Laws of DynamoDB itself, below the port that hides them: what `shared/aws` and the laptop's emulator rely on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Law } from './law.ts';

export interface DynamoSubject {
  /** One that does not try again by itself. */
  readonly client: DynamoDBClient;
  /** Of a table with the string keys `pk` and `sk`. */
  readonly tableName: string;
}

type Refusal = Error & {
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Item?: unknown }[];
};

const ifNew = { ConditionExpression: 'attribute_not_exists(pk)' };

function keyOf(pk: string, sk = 'a') {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** Sixteen who want the same items at once; the faults of those who were refused. */
async function turnedAway({ client, tableName: TableName }: DynamoSubject): Promise<readonly string[]> {
  const pk = randomUUID();
  const TransactItems = Array.from({ length: 50 }, (_, n) => ({ Put: { TableName, Item: keyOf(pk, String(n)) } }));
  const crowd = await Promise.allSettled([
    ...Array.from({ length: 8 }, () => client.send(new TransactWriteItemsCommand({ TransactItems }))),
    ...Array.from({ length: 8 }, () => client.send(new PutItemCommand({ TableName, Item: keyOf(pk, '7') }))),
  ]);
  return crowd.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Error).name] : []));
}

export const dynamoLaws: readonly Law<DynamoSubject>[] = [
  {
    title: 'a transaction with a known token is not done twice, and not with another content',
    async check({ client, tableName: TableName }) {
      const [ClientRequestToken, pk] = [randomUUID(), randomUUID()];
      const write = (key: string) => {
        const TransactItems = [{ Put: { TableName, Item: keyOf(key), ...ifNew } }];
        return client.send(new TransactWriteItemsCommand({ ClientRequestToken, TransactItems }));
      };
      await write(pk);
      await write(pk);
      await assert.rejects(write(`${pk}-other`), { name: 'IdempotentParameterMismatchException' });
    },
  },
  {
    title: 'a refused transaction names a reason for each write, with the old item where asked',
    async check({ client, tableName: TableName }) {
      const pk = randomUUID();
      const old = { ...keyOf(pk), v: { N: '1' } };
      const again = { TableName, Item: keyOf(pk), ...ifNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
      await client.send(new PutItemCommand({ TableName, Item: old }));
      const TransactItems = [{ Put: { TableName, Item: keyOf(`${pk}-new`) } }, { Put: again }];
      await assert.rejects(client.send(new TransactWriteItemsCommand({ TransactItems })), (error: Refusal) => {
        const reasons = error.CancellationReasons ?? [];
        assert.deepEqual(
          reasons.map((reason) => reason.Code),
          ['None', 'ConditionalCheckFailed'],
        );
        assert.deepEqual(reasons[1]?.Item, old);
        return error.name === 'TransactionCanceledException';
      });
      const alone = client.send(new PutItemCommand(again));
      await assert.rejects(alone, { name: 'ConditionalCheckFailedException', Item: old });
    },
  },
  {
    title: 'who meets a running transaction is turned away',
    async check(subject) {
      const names: string[] = [];
      for (let rounds = 0; rounds < 20 && !names.includes('TransactionCanceledException'); rounds++)
        names.push(...(await turnedAway(subject)));
      assert.ok(names.includes('TransactionCanceledException'), `only ${names}`);
      const known = ['TransactionCanceledException', 'TransactionConflictException'];
      assert.deepEqual(
        names.filter((name) => !known.includes(name)),
        [],
      );
    },
  },
  {
    title: 'the limits are the server’s own, not only the port’s',
    async check({ client, tableName: TableName }) {
      const pk = randomUUID();
      const puts = (count: number, kilobytes: number, sk = (n: number) => String(n)) =>
        Array.from({ length: count }, (_, n) => ({
          Put: { TableName, Item: { ...keyOf(pk, sk(n)), text: { S: 'x'.repeat(kilobytes * 1024) } } },
        }));
      const refused = (TransactItems: ReturnType<typeof puts>) =>
        assert.rejects(client.send(new TransactWriteItemsCommand({ TransactItems })), { name: 'ValidationException' });
      await refused(puts(0, 0));
      await refused(puts(101, 0));
      await refused(puts(11, 390));
      await refused(puts(2, 0, () => 'same'));
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: keyOf(pk, '0') }));
      assert.equal(Item, undefined);
    },
  },
  {
    title: 'an item of more than 400 KB in a transaction is no valid request',
    async check({ client, tableName: TableName }) {
      const Put = { TableName, Item: { ...keyOf(randomUUID()), text: { S: 'x'.repeat(400 * 1024) } } };
      const write = client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
      await assert.rejects(write, { name: 'ValidationException' });
    },
  },
  {
    title: 'updates and reads come in transactions too',
    async check({ client, tableName: TableName }) {
      const Key = keyOf(randomUUID());
      const expression = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
      const Update = { TableName, Key, ...expression };
      await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }] }));
      await client.send(new UpdateItemCommand(Update));
      const TransactItems = [{ Get: { TableName, Key } }, { Get: { TableName, Key: keyOf(randomUUID()) } }];
      const { Responses } = await client.send(new TransactGetItemsCommand({ TransactItems }));
      assert.deepEqual(Responses, [{ Item: { ...Key, n: { N: '2' } } }, {}]);
    },
  },
  {
    title: 'what it does not know it says, instead of pretending',
    async check({ client, tableName: TableName }) {
      const absent = client.send(new GetItemCommand({ TableName: `absent-${randomUUID()}`, Key: keyOf('a') }));
      await assert.rejects(absent, { name: 'ResourceNotFoundException' });
      const Update = { TableName, Key: keyOf('a'), UpdateExpression: 'SET nonsense' };
      await assert.rejects(client.send(new UpdateItemCommand(Update)), { name: 'ValidationException' });
    },
  },
];
