// Two tiers of tests, told apart by their file name: `*.test.ts` starts no server, `*.real.test.ts` does.
import { defineConfig } from 'vitest/config';
import { notRunReporter } from './test/quality/not-run-reporter.ts';

export default defineConfig({
  test: {
    reporters: ['default', notRunReporter(process.env)],
    projects: [
      {
        test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/**/*.real.test.ts'] },
      },
      {
        test: { name: 'real', include: ['test/**/*.real.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
    ],
  },
});
