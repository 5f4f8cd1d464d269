// The laptop's emulators, reached through the real SDK clients, as subjects of the laws.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamo, type TableDescription } from '../../infra/local/emulators/dynamo.ts';
import { type QueueDescription, startSqs } from '../../infra/local/emulators/sqs.ts';
import { awsClients } from '../../shared/aws/clients.ts';
import { dynamoTable } from '../../shared/aws/dynamo-table.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import type { Table } from '../../shared/ports/table.ts';
import { sqsSubject } from './sqs-subject.ts';

export const tableNames = { state: 'frontdesk-state', audit: 'frontdesk-audit', keys: 'frontdesk-keys' } as const;

const keys = { partitionKey: 'pk', sortKey: 'sk' };
const index = { partitionKey: 'ishard', sortKey: 'iat' };

export const tableDescriptions: readonly TableDescription[] = [
  { name: tableNames.state, ...keys, indexes: [{ name: 'due', ...index }] },
  { name: tableNames.audit, ...keys, indexes: [{ name: 'minute', ...index }] },
  { name: tableNames.keys, ...keys, indexes: [] },
];

/** A folder that disappears with `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'frontdesk-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Clients of the emulators at these addresses; an absent one points at a closed port. */
export function localClients(urls: { readonly dynamo?: string; readonly sqs?: string; readonly secrets?: string }) {
  const nowhere = 'http://127.0.0.1:9';
  return awsClients({
    FRONTDESK_LOCAL: '1',
    FRONTDESK_DYNAMODB_ENDPOINT: urls.dynamo ?? nowhere,
    FRONTDESK_SQS_ENDPOINT: urls.sqs ?? nowhere,
    FRONTDESK_SECRETS_ENDPOINT: urls.secrets ?? nowhere,
  });
}

export function tableAt(url: string): Table {
  return dynamoTable({ ...localClients({ dynamo: url }).dynamo, names: tableNames });
}

export function startDynamoIn(dataDir: string) {
  return startDynamo({ dataDir, tables: tableDescriptions });
}

const deadQueue = 'frontdesk-apply-dead.fifo';
const lawVisibilitySeconds = 1;
const lawMaxReceives = 3;

/** A queue's name in SQS. */
export function sqsName(queue: QueueName): string {
  return `frontdesk-${queue}.fifo`;
}

const queueNames: readonly QueueName[] = ['events', 'events-urgent', 'apply', 'apply-urgent', 'pump', 'verify'];

const queueDescriptions: readonly QueueDescription[] = queueNames.map((queue) =>
  queue === 'apply'
    ? {
        name: sqsName(queue),
        visibilitySeconds: lawVisibilitySeconds,
        deadLetter: { name: deadQueue, maxReceives: lawMaxReceives },
      }
    : { name: sqsName(queue), visibilitySeconds: lawVisibilitySeconds },
);

export function startSqsIn(dataDir: string) {
  return startSqs({ dataDir, queues: queueDescriptions });
}

/** The embedded queues and a client of them. */
export async function startEmbeddedQueues(dataDir: string) {
  const emulator = await startSqsIn(dataDir);
  const urls = Object.fromEntries(queueNames.map((queue) => [queue, emulator.queueUrls[sqsName(queue)] ?? '']));
  const subject = sqsSubject({
    client: localClients({ sqs: emulator.url }).sqs,
    urls: urls as Record<QueueName, string>,
    deadUrl: emulator.queueUrls[deadQueue] ?? '',
    visibilityMs: lawVisibilitySeconds * 1000,
    maxReceives: lawMaxReceives,
  });
  return { emulator, subject };
}
