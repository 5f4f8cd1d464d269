// The embedded DynamoDB beyond the port: what AWS does that the port hides, and what the laptop must not do.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startDynamo } from '../../infra/local/emulators/dynamo.ts';
import { dynamoLaws } from './dynamo-laws.ts';
import {
  localClients,
  startDynamoIn,
  tableAt,
  tableDescriptions,
  tableNames,
  temporaryFolder,
} from './embedded-subjects.ts';
import { holdTo } from './law.ts';
import { aKey, anItem, put } from './table-subject.ts';

describe('the embedded DynamoDB', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;
  let client: DynamoDBClient;
  const TableName = tableNames.state;
  const clientOf = ({ url }: Emulator) => localClients({ dynamo: url }).dynamo.once;

  beforeAll(async () => {
    emulator = await startDynamoIn(folder.path);
    client = clientOf(emulator);
  });
  afterAll(async () => {
    await emulator.stop();
    folder.remove();
  });
  holdTo(dynamoLaws, () => ({ client, tableName: TableName }));

  test('a known token is still known after a restart', async () => {
    const own = temporaryFolder();
    const [token, pk] = [randomUUID(), randomUUID()];
    const write = async () => {
      const running = await startDynamoIn(own.path);
      const Item = { pk: { S: pk }, sk: { S: 'a' } };
      const command = new TransactWriteItemsCommand({
        ClientRequestToken: token,
        TransactItems: [{ Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } }],
      });
      await clientOf(running)
        .send(command)
        .finally(() => running.stop());
    };
    await write();
    await write();
    own.remove();
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
