// The same laws at servers that nobody here wrote: what an emulator of ours gets wrong, they would not get wrong in the same way.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import { startDynamoDbLocal } from '../servers/dynamodb-local.ts';
import { startElasticMq } from '../servers/elasticmq.ts';
import { type JavaServerName, javaServerLib } from '../servers/java-server.ts';
import { addressesListening } from '../servers/listening.ts';
import { dynamoLaws } from './dynamo-laws.ts';
import { localClients } from './embedded-subjects.ts';
import { type ExternalQueues, type ExternalTables, externalQueues, externalTables } from './external-subjects.ts';
import { holdTo } from './law.ts';
import { peerDifferences } from './peer-differences.ts';
import { queueLaws } from './queue-laws.ts';
import { tableLaws } from './table-laws.ts';
import { vaultLaws } from './vault-laws.ts';

/** True where it is installed; else one test that says so, and fails in CI. */
function isThere(name: JavaServerName): boolean {
  const found = javaServerLib(name);
  if (!('missing' in found)) return true;
  test(`${name} keeps the laws`, (context) => {
    if (process.env.CI) throw new Error(found.missing);
    context.skip(found.missing);
  });
  return false;
}

/** As installed it would listen everywhere: its launcher, or its settings, are ours. */
function keepsToItself(server: () => Emulator): void {
  test('listens on 127.0.0.1 and nowhere else', async () => {
    expect(await addressesListening(Number(new URL(server().url).port))).toEqual(['127.0.0.1']);
  });
}

describe('Amazon’s DynamoDB Local', () => {
  if (!isThere('dynamodb-local')) return;
  let server: Emulator;
  let tables: ExternalTables;
  beforeAll(async () => {
    server = await startDynamoDbLocal({ tables: [] });
    tables = await externalTables(localClients({ dynamo: server.url }));
  });
  afterAll(() => server?.stop());
  keepsToItself(() => server);

  describe('as the store', () => {
    const settleIndex = async () => {};
    holdTo(tableLaws, () => ({ table: tables.table, settleIndex }), peerDifferences['dynamodb-local'].store);
  });
  describe('below the port', () => {
    holdTo(dynamoLaws, () => tables.raw, peerDifferences['dynamodb-local'].dynamo);
  });
  describe('with a vault over it', () => {
    const master = localMasterKey(Buffer.alloc(32, 9));
    const aProcess = () => vault({ table: tables.table, master, clock: { now: () => Date.now() } });
    holdTo(vaultLaws, () => ({ vault: aProcess(), other: aProcess() }), peerDifferences['dynamodb-local'].vault);
  });
});

describe('ElasticMQ', () => {
  if (!isThere('elasticmq')) return;
  let server: Emulator;
  let queues: ExternalQueues;
  beforeAll(async () => {
    server = await startElasticMq({ queues: [] });
    queues = await externalQueues(localClients({ sqs: server.url }));
  });
  afterAll(() => server?.stop());
  keepsToItself(() => server);
  holdTo(queueLaws, () => queues.subject, peerDifferences.elasticmq.queues);
});
