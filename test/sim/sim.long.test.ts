import { describe, expect, it } from 'vitest';
import { joined, runSlice } from './campaign.ts';
import { readBugs } from './seeded-bug.ts';
import { spread } from './spread.ts';

const folder = new URL('./bugs', import.meta.url).pathname;

describe('the simulator', () => {
  it('finds nothing wrong in 150 histories with every kind of fault', async () => {
    const { violations, histories, counts } = joined([await runSlice({ seed: 42, mix: 'all', from: 0, to: 150 })]);
    expect(violations).toEqual([]);
    expect(histories).toBe(150);
    expect(Math.min(counts.crashes, counts.stalls, counts.duplicates, counts.reorders)).toBeGreaterThan(50);
  }, 60_000);

  it('finds nothing wrong in 60 histories in which all targets are compared meanwhile, and accounts deleted by hand', async () => {
    const { violations, counts } = joined([await runSlice({ seed: 42, mix: 'comparisons', from: 0, to: 60 })]);
    expect(violations).toEqual([]);
    expect(counts.crashes).toBeGreaterThan(50);
  }, 60_000);

  it('does the same again for the same seed, also on several threads, and something else for another', async () => {
    const once = joined([await runSlice({ seed: 5, mix: 'all', from: 0, to: 60 })]);
    const spreadOut = joined(await spread({ seed: 5, mix: 'all', histories: 60, workers: 2 }));
    const other = joined([await runSlice({ seed: 6, mix: 'all', from: 0, to: 60 })]);
    expect(spreadOut.digest).toBe(once.digest);
    expect(other.digest).not.toBe(once.digest);
  }, 60_000);

  it('has at least thirty seeded bugs to be tried on, each with what it breaks', async () => {
    const bugs = await readBugs(folder);
    expect(bugs.length).toBeGreaterThanOrEqual(30);
    expect(bugs.filter((bug) => !('breaks' in bug) || bug.breaks.length <= 10)).toEqual([]);
  });
});
