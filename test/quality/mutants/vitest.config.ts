// The tests that a mutant is given to. The same random values each time: a mutant survives always or never.
import { defineConfig } from 'vitest/config';
import { witnesses } from './parts.ts';
import { QuickFirst } from './quick-first.ts';

export default defineConfig({
  test: {
    include: [...witnesses()],
    setupFiles: ['test/quality/mutants/same-seed.ts'],
    sequence: { sequencer: QuickFirst },
    // Nothing that is tested here remembers anything between two files; a worker for each would take most of the time.
    isolate: false,
    testTimeout: 60_000,
  },
});
