// The laptop's emulators pass the same laws, through the real SDK clients.
import { afterAll, beforeAll, describe } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startSecrets } from '../../infra/local/emulators/secrets.ts';
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import { localClients, startDynamoIn, startEmbeddedQueues, tableAt, temporaryFolder } from './embedded-subjects.ts';
import { holdTo } from './law.ts';
import { queueLaws } from './queue-laws.ts';
import type { QueueSubject } from './queue-subject.ts';
import { type SecretsSubject, secretsLaws } from './secrets-laws.ts';
import { secretsManagerSubject } from './secrets-manager-subject.ts';
import { tableLaws } from './table-laws.ts';
import type { TableSubject } from './table-subject.ts';
import { type VaultSubject, vaultLaws } from './vault-laws.ts';

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

  describe('with a vault over it', () => {
    let vaults: VaultSubject;
    beforeAll(() => {
      const master = localMasterKey(Buffer.alloc(32, 9));
      const aProcess = () => vault({ table: tableAt(emulator.url), master, clock: { now: () => Date.now() } });
      vaults = { vault: aProcess(), other: aProcess() };
    });
    holdTo(vaultLaws, () => vaults);
  });
});

describe('the embedded SQS', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;
  let subject: QueueSubject;
  beforeAll(async () => {
    ({ emulator, subject } = await startEmbeddedQueues(folder.path));
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

describe('the embedded Secrets Manager', () => {
  const folder = temporaryFolder();
  let emulator: Emulator;
  let subject: SecretsSubject;
  beforeAll(async () => {
    emulator = await startSecrets({ dataDir: folder.path });
    subject = secretsManagerSubject(localClients({ secrets: emulator.url }).secrets);
  });
  afterAll(async () => {
    await emulator.stop();
    folder.remove();
  });
  holdTo(secretsLaws, () => subject);
});
