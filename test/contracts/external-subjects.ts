// Tables and queues of our own at any AWS endpoint, made for the laws and deleted after them.
import { randomBytes } from 'node:crypto';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import type { Table } from '../../shared/ports/table.ts';
import { createQueue } from '../servers/aws-queues.ts';
import { createTable } from '../servers/aws-tables.ts';
import type { DynamoSubject } from './dynamo-laws.ts';
import { tableDescriptions } from './embedded-subjects.ts';
import type { QueueSubject } from './queue-subject.ts';
import { sqsSubject } from './sqs-subject.ts';

export interface ExternalTables {
  readonly table: Table;
  readonly raw: DynamoSubject;
  remove(): Promise<void>;
}

export interface ExternalQueues {
  readonly subject: QueueSubject;
  remove(): Promise<void>;
}

/** Our three tables at this endpoint. */
export async function externalTables({ dynamo }: AwsClients): Promise<ExternalTables> {
  const client = dynamo.retrying;
  const run = aRun();
  const tables = tableDescriptions.map((table) => ({ ...table, name: `${table.name}-${run}` }));
  await Promise.all(tables.map((table) => createTable(client, table)));
  const [state = '', audit = '', keys = ''] = tables.map((table) => table.name);
  return {
    table: dynamoTable({ ...dynamo, names: { state, audit, keys } }),
    raw: { client: dynamo.once, tableName: state },
    remove: async () =>
      void (await Promise.all(tables.map((table) => client.send(new DeleteTableCommand({ TableName: table.name }))))),
  };
}

const visibilitySeconds = 2;
const maxReceives = 3;

/** Our queues at this endpoint, as in the cloud. */
export async function externalQueues({ sqs: client }: AwsClients): Promise<ExternalQueues> {
  const nameOf = queueNames(aRun());
  const dead = nameOf('dead');
  const deadLetter = { name: dead, maxReceives };
  const made = {
    ...(await createQueue(client, { name: nameOf('apply'), visibilitySeconds, deadLetter })),
    ...(await createQueue(client, { name: nameOf('pump'), visibilitySeconds })),
  };
  const [apply = '', pump = '', deadUrl = ''] = [made[nameOf('apply')], made[nameOf('pump')], made[dead]];
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

function aRun(): string {
  return `laws-${randomBytes(4).toString('hex')}`;
}

function queueNames(run: string) {
  return (name: string) => `frontdesk-${name}-${run}.fifo`;
}
