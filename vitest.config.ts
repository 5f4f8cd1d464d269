// Three tiers of tests, told apart by their file names: fast, long (seconds of computing) and real (starts servers).
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/quality/slow-first.ts';
import { tierReporter } from './test/quality/tier-reporter.ts';

export default defineConfig({
  test: {
    // Vitest leaves one core to others: of two that is half, and a test of real servers waits more than it computes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: SlowFirst },
    reporters: ['default', tierReporter(process.env)],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{laws,long,real}.test.ts'],
          // Ends what hangs. What is slow on an idle machine is named by the reporter; on a busy one it is no fault.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: { name: 'long', include: ['test/**/*.{laws,long}.test.ts'], testTimeout: 120_000 },
      },
      {
        test: { name: 'real', include: ['test/**/*.real.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
    ],
  },
});
