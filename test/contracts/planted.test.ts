// The laws are tested too: each planted fault breaks a law, and each law is broken by a planted fault.
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { memoryTable } from '../memory/memory-table.ts';
import { brokenLaws, type Law } from './law.ts';
import { memoryQueueSubject, memorySecretsSubject, memoryVaultSubject } from './memory-subjects.ts';
import type { PlantedFault } from './planted-fault.ts';
import { plantedQueueFaults } from './planted-queue-faults.ts';
import { plantedSecretsFaults, plantedVaultFaults } from './planted-secret-faults.ts';
import { plantedTableFaults } from './planted-table-faults.ts';
import { queueLaws, queueWindowLaws } from './queue-laws.ts';
import { secretsLaws } from './secrets-laws.ts';
import { tableLaws } from './table-laws.ts';
import { vaultLaws } from './vault-laws.ts';

interface Suite<Subject> {
  readonly laws: readonly Law<Subject>[];
  readonly sound: () => Subject;
  readonly faults: readonly PlantedFault<Subject>[];
}

function testTheLaws<Subject>(name: string, suite: Suite<Subject>): void {
  describe(`the laws of the ${name}`, () => {
    const caughtBy = new Set<string>();
    test('hold for a sound one', async () => {
      const sound = suite.sound();
      assert.deepEqual(await brokenLaws(suite.laws, () => sound), []);
    });
    for (const fault of suite.faults)
      test(`notice that ${fault.name}`, async () => {
        const broken = await brokenLaws(suite.laws, () => fault.subject);
        for (const title of broken) caughtBy.add(title);
        assert.notDeepEqual(broken, []);
      });
    test('are each broken by some planted fault', () => {
      const toothless = suite.laws.map((law) => law.title).filter((title) => !caughtBy.has(title));
      assert.deepEqual(toothless, []);
    });
  });
}

testTheLaws('store', {
  laws: tableLaws,
  sound: () => ({ table: memoryTable(), settleIndex: async () => {} }),
  faults: plantedTableFaults,
});
testTheLaws('queues', {
  laws: [...queueLaws, ...queueWindowLaws],
  sound: memoryQueueSubject,
  faults: plantedQueueFaults,
});
testTheLaws('secrets', { laws: secretsLaws, sound: memorySecretsSubject, faults: plantedSecretsFaults });
testTheLaws('vault', { laws: vaultLaws, sound: memoryVaultSubject, faults: plantedVaultFaults });
