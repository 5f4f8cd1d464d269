// The laptop's emulators pass the same laws, through the real SDK clients.
import { afterAll, beforeAll, describe } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import {
  deadQueue,
  lawMaxReceives,
  lawVisibilitySeconds,
  localClients,
  queueNames,
  sqsName,
  startDynamoIn,
  startSqsIn,
  tableAt,
  temporaryFolder,
} from './embedded-subjects.ts';
import { holdTo } from './law.ts';
import { queueLaws } from './queue-laws.ts';
import type { QueueSubject } from './queue-subject.ts';
import { sqsSubject } from './sqs-subject.ts';
import { tableLaws } from './table-laws.ts';
import type { TableSubject } from './table-subject.ts';

describe('the embedded DynamoDB', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;
  let subject: TableSubject;
  beforeAll(async () => {
    emulator = await startDynamoIn(folder.path);
    subject = { table: tableAt(emulator.url), settleIndex: async () => {} };
  });
  afterAll(async () => {
    await emulator.stop();
    folder.remove();
  });
  holdTo(tableLaws, () => subject);
});

describe('the embedded SQS', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;
  let subject: QueueSubject;
  beforeAll(async () => {
    const sqs = await startSqsIn(folder.path);
    emulator = sqs;
    const urls = Object.fromEntries(queueNames.map((queue) => [queue, sqs.queueUrls[sqsName(queue)] ?? '']));
    subject = sqsSubject({
      client: localClients({ sqs: sqs.url }).sqs,
      urls: urls as Record<QueueName, string>,
      deadUrl: sqs.queueUrls[deadQueue] ?? '',
      visibilityMs: lawVisibilitySeconds * 1000,
      maxReceives: lawMaxReceives,
    });
  });
  afterAll(async () => {
    await emulator.stop();
    folder.remove();
  });
  holdTo(queueLaws, () => subject, [
    {
      title: 'one receive call may bring several messages of a group, in order',
      reason: 'fauxqs gives one message of a group a call',
    },
    {
      title: 'groups do not swallow each other: the same deduplication id counts within its group only',
      reason: 'fauxqs deduplicates within the queue',
    },
    { title: 'whoever deletes too late is told', reason: 'fauxqs answers 200 to any receipt' },
  ]);
});
