// The simulator's stores as subjects of the laws, under a clock that the law moves.
import { localMasterKey } from '../../shared/aws/master-key.ts';
import { vault } from '../../shared/aws/vault.ts';
import { type MemoryQueuesOptions, memoryQueues } from '../memory/memory-queues.ts';
import { memorySecrets } from '../memory/memory-secrets.ts';
import { memoryTable } from '../memory/memory-table.ts';
import type { QueueSubject } from './queue-subject.ts';
import type { SecretsSubject } from './secrets-laws.ts';
import type { VaultSubject } from './vault-laws.ts';

/** Queues under a virtual clock. `options` plants faults. */
export function memoryQueueSubject(options: Partial<MemoryQueuesOptions> = {}): QueueSubject {
  let now = 1_000_000;
  const settings = { apply: { visibilityMs: 5_000, maxReceives: 3 } };
  const queues = memoryQueues({ clock: { now: () => now }, settings, ...options });
  return {
    queues,
    receive: async (queue, max) =>
      queues.receive(queue, max).map(({ receipt, receiveCount, message }) => {
        return { receipt, receiveCount, group: message.group, body: message.body };
      }),
    delete: async (_, receipt) => queues.delete(receipt),
    release: async (_, receipt) => queues.release(receipt),
    deadLetters: async (queue) => queues.deadLetters(queue).map((message) => message.body),
    pass: async (ms) => {
      now += ms;
    },
    visibilityMs: 5_000,
    maxReceives: 3,
    isVirtual: true,
    hasLeftovers: () => queues.size('apply') > 0,
  };
}

/** Secrets under a virtual clock. */
export function memorySecretsSubject(): SecretsSubject {
  let now = 1_000_000;
  let count = 0;
  const secrets = memorySecrets({}, { clock: { now: () => now }, overlapMs: 600_000 });
  return {
    secrets,
    keeper: secrets,
    create: async (name, value) => secrets.set(name, value),
    prepare: async (name, value) => void (await secrets.prepare(name, { id: `by-hand-${++count}`, value })),
    promote: async (name) => secrets.switchByHand(name),
    passOverlap: async () => {
      now += 660_000;
    },
    passCache: async () => {},
  };
}

/** Two processes over one keys table. */
export function memoryVaultSubject(): VaultSubject {
  const parts = { table: memoryTable(), master: localMasterKey(Buffer.alloc(32, 7)), clock: { now: () => 0 } };
  return { vault: vault(parts), other: vault(parts) };
}
