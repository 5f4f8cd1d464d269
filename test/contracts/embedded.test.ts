// The laptop's emulators pass the same laws, through the real SDK clients.
import { afterAll, beforeAll, describe } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startDynamoIn, tableAt, temporaryFolder } from './embedded-subjects.ts';
import { holdTo } from './law.ts';
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
