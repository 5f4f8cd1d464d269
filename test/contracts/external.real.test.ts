// The same laws at any other endpoint: servers written by others (peers/with-peers.ts), or a real account.
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type External, externalQueues, externalTables } from './external-subjects.ts';
import { holdTo } from './law.ts';
import { peerDifferences } from './peer-differences.ts';
import { queueLaws } from './queue-laws.ts';
import type { QueueSubject } from './queue-subject.ts';
import { tableLaws } from './table-laws.ts';
import type { TableSubject } from './table-subject.ts';

const {
  FRONTDESK_DYNAMODB_ENDPOINT: dynamo,
  FRONTDESK_SQS_ENDPOINT: sqs,
  FRONTDESK_DYNAMODB_PEER,
  FRONTDESK_SQS_PEER,
} = process.env;

describe('a DynamoDB elsewhere', () => {
  if (!dynamo)
    return test('passes the laws of the store', (context) =>
      context.skip('not asked for: FRONTDESK_DYNAMODB_ENDPOINT is not set'));
  let external: External<TableSubject>;
  beforeAll(async () => {
    external = await externalTables();
  });
  afterAll(() => external.remove());
  holdTo(tableLaws, () => external.subject, peerDifferences[FRONTDESK_DYNAMODB_PEER ?? ''] ?? []);
});

describe('an SQS elsewhere', () => {
  if (!sqs)
    return test('passes the laws of the queues', (context) =>
      context.skip('not asked for: FRONTDESK_SQS_ENDPOINT is not set'));
  let external: External<QueueSubject>;
  beforeAll(async () => {
    external = await externalQueues();
  });
  afterAll(() => external.remove());
  holdTo(queueLaws, () => external.subject, peerDifferences[FRONTDESK_SQS_PEER ?? ''] ?? []);
});
