// Tables and queues of our own at any AWS endpoint, made for the laws and deleted after them.
import { randomBytes } from 'node:crypto';
import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { TableDescription } from '../../infra/local/emulators/dynamo.ts';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import { tableDescriptions } from './embedded-subjects.ts';
import type { QueueSubject } from './queue-subject.ts';
import { sqsSubject } from './sqs-subject.ts';
import type { TableSubject } from './table-subject.ts';

export interface External<Subject> {
  readonly subject: Subject;
  remove(): Promise<void>;
}

const run = `laws-${randomBytes(4).toString('hex')}`;

/** The three tables at FRONTDESK_DYNAMODB_ENDPOINT. */
export async function externalTables(): Promise<External<TableSubject>> {
  const { dynamo } = awsClients(process.env);
  const client = dynamo.retrying;
  const tables = tableDescriptions.map((table) => ({ ...table, name: `${table.name}-${run}` }));
  await Promise.all(tables.map((table) => createTable(client, table)));
  const [state = '', audit = '', keys = ''] = tables.map((table) => table.name);
  return {
    subject: {
      table: dynamoTable({ ...dynamo, names: { state, audit, keys } }),
      // An index of AWS is settled within a second or so.
      settleIndex: () => new Promise((resolve) => setTimeout(resolve, process.env.FRONTDESK_DYNAMODB_PEER ? 50 : 2000)),
    },
    remove: async () =>
      void (await Promise.all(tables.map((table) => client.send(new DeleteTableCommand({ TableName: table.name }))))),
  };
}

async function createTable(client: DynamoDBClient, table: TableDescription): Promise<void> {
  const schema = ({
    partitionKey,
    sortKey,
  }: {
    readonly partitionKey: string;
    readonly sortKey: string;
  }): KeySchemaElement[] => [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
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
  await waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName: table.name });
}

const visibilitySeconds = 2;
const maxReceives = 3;

/** Our queues, as in the cloud, at FRONTDESK_SQS_ENDPOINT. */
export async function externalQueues(): Promise<External<QueueSubject>> {
  const { sqs: client } = awsClients(process.env);
  const deadUrl = await createQueue(client, 'dead', {});
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ['QueueArn'] }),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: maxReceives });
  const apply = await createQueue(client, 'apply', { RedrivePolicy });
  const pump = await createQueue(client, 'pump', {});
  const urls: Record<QueueName, string> = {
    events: apply,
    'events-urgent': apply,
    apply,
    'apply-urgent': apply,
    pump,
    verify: apply,
  };
  return {
    subject: sqsSubject({ client, urls, deadUrl, visibilityMs: visibilitySeconds * 1000, maxReceives }),
    remove: async () => {
      for (const QueueUrl of [apply, pump, deadUrl]) await client.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
}

async function createQueue(
  client: SQSClient,
  name: string,
  attributes: { readonly [name: string]: string },
): Promise<string> {
  const Attributes = {
    FifoQueue: 'true',
    VisibilityTimeout: String(visibilitySeconds),
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
    ...attributes,
  };
  const { QueueUrl = '' } = await client.send(
    new CreateQueueCommand({ QueueName: `frontdesk-${name}-${run}.fifo`, Attributes }),
  );
  return QueueUrl;
}
