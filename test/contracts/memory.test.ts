// The stores of the simulator pass the same laws as the real ones.
import { describe } from 'vitest';
import { memoryTable } from '../memory/memory-table.ts';
import { holdTo } from './law.ts';
import { memoryQueueSubject, memorySecretsSubject, memoryVaultSubject } from './memory-subjects.ts';
import { queueLaws, queueWindowLaws } from './queue-laws.ts';
import { secretsLaws } from './secrets-laws.ts';
import { tableLaws } from './table-laws.ts';
import { vaultLaws } from './vault-laws.ts';

describe('the table in memory', () => {
  const table = memoryTable();
  holdTo(tableLaws, () => ({ table, settleIndex: async () => {} }));
});

describe('the queues in memory', () => {
  const subject = memoryQueueSubject();
  holdTo([...queueLaws, ...queueWindowLaws], () => subject);
});

describe('the secrets in memory', () => {
  const subject = memorySecretsSubject();
  holdTo(secretsLaws, () => subject);
});

describe('the vault over the table in memory', () => {
  const subject = memoryVaultSubject();
  holdTo(vaultLaws, () => subject);
});
