// Many histories of one seed, in slices that any number of workers may share: the digest does not depend on who ran what.
import { createHash } from 'node:crypto';
import { runHistory } from './history.ts';
import type { Counts } from './world.ts';

/** Histories `from` up to but without `to`. */
export interface Slice {
  readonly seed: number;
  readonly mix: string;
  readonly from: number;
  readonly to: number;
}

export interface Violation {
  readonly history: number;
  readonly what: string;
}

export interface SliceResult {
  readonly from: number;
  readonly hashes: readonly string[];
  readonly counts: Counts;
  readonly violations: readonly Violation[];
}

export async function runSlice({ seed, mix, from, to }: Slice): Promise<SliceResult> {
  const hashes: string[] = [];
  const violations: Violation[] = [];
  let counts: Counts = { crashes: 0, stalls: 0, duplicates: 0, reorders: 0, calls: 0 };
  for (let history = from; history < to; history++) {
    const result = await runHistory({ seed, history, mix });
    hashes.push(result.hash);
    counts = added(counts, result.counts);
    violations.push(...result.violations.map((what) => ({ history, what })));
  }
  return { from, hashes, counts, violations };
}

export interface Campaign {
  readonly histories: number;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  readonly digest: string;
}

/** Slices, in whatever order they came, as one result. */
export function joined(slices: readonly SliceResult[]): Campaign {
  const inOrder = slices.toSorted((a, b) => a.from - b.from);
  const hashes = inOrder.flatMap((slice) => slice.hashes);
  return {
    histories: hashes.length,
    violations: inOrder.flatMap((slice) => slice.violations),
    counts: inOrder
      .map((slice) => slice.counts)
      .reduce(added, { crashes: 0, stalls: 0, duplicates: 0, reorders: 0, calls: 0 }),
    digest: createHash('sha256').update(hashes.join('\n')).digest('hex'),
  };
}

function added(a: Counts, b: Counts): Counts {
  return {
    crashes: a.crashes + b.crashes,
    stalls: a.stalls + b.stalls,
    duplicates: a.duplicates + b.duplicates,
    reorders: a.reorders + b.reorders,
    calls: a.calls + b.calls,
  };
}
