// Three tiers of tests, told apart by their file names: fast, long (seconds of computing) and real (starts servers).
import { defineConfig } from 'vitest/config';
import { tierReporter } from './test/quality/tier-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', tierReporter(process.env)],
    projects: [
      {
        test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/**/*.{laws,long,real}.test.ts'] },
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
