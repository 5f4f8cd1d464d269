// The same laws at any other endpoint, named by environment variables: another server, or a real account.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoLaws } from './dynamo-laws.ts';
import { type ExternalQueues, type ExternalTables, externalQueues, externalTables } from './external-subjects.ts';
import { holdTo } from './law.ts';
import { queueLaws } from './queue-laws.ts';
import { tableLaws } from './table-laws.ts';

const { FRONTDESK_DYNAMODB_ENDPOINT: dynamo, FRONTDESK_SQS_ENDPOINT: sqs } = process.env;

/** An index of AWS is settled within a second or so. */
const settleIndex = () => new Promise<void>((resolve) => setTimeout(resolve, 2000));

describe('a DynamoDB elsewhere', () => {
  if (!dynamo)
    return test('passes the laws of the store', (context) =>
      context.skip('not asked for: FRONTDESK_DYNAMODB_ENDPOINT is not set'));
  let tables: ExternalTables;
  beforeAll(async () => {
    tables = await externalTables(awsClients(process.env));
  });
  afterAll(() => tables?.remove());
  holdTo(tableLaws, () => ({ table: tables.table, settleIndex }));
  holdTo(dynamoLaws, () => tables.raw);
});

describe('an SQS elsewhere', () => {
  if (!sqs)
    return test('passes the laws of the queues', (context) =>
      context.skip('not asked for: FRONTDESK_SQS_ENDPOINT is not set'));
  let queues: ExternalQueues;
  beforeAll(async () => {
    queues = await externalQueues(awsClients(process.env));
  });
  afterAll(() => queues?.remove());
  holdTo(queueLaws, () => queues.subject);
});
