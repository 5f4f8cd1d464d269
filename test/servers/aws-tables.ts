// A table as the cloud's stack makes it, at any DynamoDB endpoint.
import {
  CreateTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { TableDescription } from '../../infra/local/emulators/dynamo.ts';

/** Resolves when the table takes items. */
export async function createTable(client: DynamoDBClient, table: TableDescription): Promise<void> {
  const names = new Set([table, ...table.indexes].flatMap((keys) => [keys.partitionKey, keys.sortKey]));
  const indexes = table.indexes.map((index) => {
    return { IndexName: index.name, KeySchema: schema(index), Projection: { ProjectionType: 'KEYS_ONLY' as const } };
  });
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: schema(table),
      ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
    }),
  );
  await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 120 }, { TableName: table.name });
}

function schema(keys: { readonly partitionKey: string; readonly sortKey: string }): KeySchemaElement[] {
  return [
    { AttributeName: keys.partitionKey, KeyType: 'HASH' },
    { AttributeName: keys.sortKey, KeyType: 'RANGE' },
  ];
}
