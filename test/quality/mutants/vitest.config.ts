// The tests that a mutant is given to. The same random values each time: a mutant survives always or never.
import { defineConfig } from 'vitest/config';
import { parts } from './parts.ts';

const { witnesses } = process.env.MUTATED_PART === 'index' ? parts.index : parts.rules;

export default defineConfig({
  test: { include: [...witnesses], setupFiles: ['test/quality/mutants/same-seed.ts'], testTimeout: 60_000 },
});
