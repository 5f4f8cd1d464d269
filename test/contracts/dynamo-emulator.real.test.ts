// The embedded DynamoDB beyond the port: what AWS does that the port hides, and what the laptop must not do.
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
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startDynamo } from '../../infra/local/emulators/dynamo.ts';
import {
  localClients,
  startDynamoIn,
  tableAt,
  tableDescriptions,
  tableNames,
  temporaryFolder,
} from './embedded-subjects.ts';
import { aKey, anItem, put } from './table-subject.ts';

describe('the embedded DynamoDB', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;
  let client: DynamoDBClient;
  const TableName = tableNames.state;
  const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: 'a' } });
  const ifNew = { ConditionExpression: 'attribute_not_exists(pk)' };

  beforeAll(async () => {
    emulator = await startDynamoIn(folder.path);
    client = localClients({ dynamo: emulator.url }).dynamo.once;
  });
  afterAll(async () => {
    await emulator.stop();
    folder.remove();
  });

  test('a transaction with a known token is not done twice, and not with another content', async () => {
    const [token, pk] = [randomUUID(), randomUUID()];
    const write = (key: string) =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: token,
          TransactItems: [{ Put: { TableName, Item: keyOf(key), ...ifNew } }],
        }),
      );
    await write(pk);
    await write(pk);
    await assert.rejects(write(`${pk}-other`), { name: 'IdempotentParameterMismatchException' });
  });

  test('a known token is still known after a restart', async () => {
    const own = temporaryFolder();
    const [token, pk] = [randomUUID(), randomUUID()];
    const write = async () => {
      const running = await startDynamoIn(own.path);
      const command = new TransactWriteItemsCommand({
        ClientRequestToken: token,
        TransactItems: [{ Put: { TableName, Item: keyOf(pk), ...ifNew } }],
      });
      await localClients({ dynamo: running.url })
        .dynamo.once.send(command)
        .finally(() => running.stop());
    };
    await write();
    await write();
    own.remove();
  });

  test('names a reason for each write of a refused transaction, with the old item where asked', async () => {
    const pk = randomUUID();
    const old = { ...keyOf(pk), v: { N: '1' } };
    await client.send(new PutItemCommand({ TableName, Item: old }));
    const refused = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: keyOf(`${pk}-new`) } },
          { Put: { TableName, Item: keyOf(pk), ...ifNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        ],
      }),
    );
    await assert.rejects(
      refused,
      (error: Error & { CancellationReasons?: readonly { Code?: string; Item?: unknown }[] }) => {
        assert.deepEqual(
          error.CancellationReasons?.map((reason) => reason.Code),
          ['None', 'ConditionalCheckFailed'],
        );
        assert.deepEqual(error.CancellationReasons?.[1]?.Item, old);
        return error.name === 'TransactionCanceledException';
      },
    );
    const alone = client.send(
      new PutItemCommand({ TableName, Item: keyOf(pk), ...ifNew, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    );
    await assert.rejects(alone, { name: 'ConditionalCheckFailedException', Item: old });
  });

  test('turns away who meets a running transaction, as AWS does', async () => {
    const pk = randomUUID();
    const TransactItems = Array.from({ length: 50 }, (_, n) => ({
      Put: { TableName, Item: { pk: { S: pk }, sk: { S: String(n) } } },
    }));
    const crowd = await Promise.allSettled([
      ...Array.from({ length: 8 }, () => client.send(new TransactWriteItemsCommand({ TransactItems }))),
      ...Array.from({ length: 8 }, () =>
        client.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: '7' } } })),
      ),
    ]);
    const names = crowd.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Error).name] : []));
    assert.ok(names.includes('TransactionCanceledException'), `only ${names}`);
    assert.ok(
      names.every((name) => name === 'TransactionCanceledException' || name === 'TransactionConflictException'),
    );
  });

  test('enforces the limits of AWS itself, not only through the port', async () => {
    const pk = randomUUID();
    const puts = (count: number, kilobytes: number, sk = (n: number) => String(n)) =>
      Array.from({ length: count }, (_, n) => ({
        Put: { TableName, Item: { pk: { S: pk }, sk: { S: sk(n) }, text: { S: 'x'.repeat(kilobytes * 1024) } } },
      }));
    const refused = (TransactItems: ReturnType<typeof puts>) =>
      assert.rejects(client.send(new TransactWriteItemsCommand({ TransactItems })), { name: 'ValidationException' });
    await refused(puts(0, 0));
    await refused(puts(101, 0));
    await refused(puts(11, 390));
    await refused(puts(1, 400));
    await refused(puts(2, 0, () => 'same'));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: '0' } } }));
    assert.equal(Item, undefined);
  });

  test('updates and reads in transactions', async () => {
    const pk = randomUUID();
    const Update = {
      TableName,
      Key: keyOf(pk),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }] }));
    await client.send(new UpdateItemCommand(Update));
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: [{ Get: { TableName, Key: keyOf(pk) } }, { Get: { TableName, Key: keyOf('none') } }],
      }),
    );
    assert.deepEqual(Responses, [{ Item: { ...keyOf(pk), n: { N: '2' } } }, {}]);
  });

  test('says what it does not know instead of pretending', async () => {
    await assert.rejects(client.send(new GetItemCommand({ TableName: 'absent', Key: keyOf('a') })), {
      name: 'ResourceNotFoundException',
    });
    const Update = { TableName, Key: keyOf('a'), UpdateExpression: 'SET nonsense' };
    await assert.rejects(client.send(new UpdateItemCommand(Update)), { name: 'ValidationException' });
  });

  test('keeps items and index entries over a restart, and refuses to add an index to a table that exists', async () => {
    const own = temporaryFolder();
    const first = await startDynamoIn(own.path);
    await tableAt(first.url).write([put(anItem(aKey('kept'), { v: 1 }, { shard: 's', at: '1' }))]);
    await first.stop();
    const second = await startDynamoIn(own.path);
    assert.equal(
      (await tableAt(second.url).queryIndex({ index: 'due', shard: 's', to: '9', limit: 5 })).keys.length,
      1,
    );
    await second.stop();
    const more = tableDescriptions.map((table) => ({
      ...table,
      indexes: [...table.indexes, { name: 'extra', partitionKey: 'x', sortKey: 'y' }],
    }));
    await assert.rejects(startDynamo({ dataDir: own.path, tables: more }), /cannot add one/);
    own.remove();
  });
});
