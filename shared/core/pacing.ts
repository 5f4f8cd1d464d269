// How much of a target's published limit is used: the time that one call takes of it.
import type { Bucket } from '../ports/adapter.ts';

/** Of a limit this share is left unused, two calls at least: an operation's calls go out at once, and no window may see one too many. */
const ALLOWANCE = 0.01;
/** Calls reach the target this much earlier or later than they were sent, ms, or this share of a short window. */
const JITTER = 50;
const JITTER_SHARE = 0.01;

/** The bucket that limits most: reads and writes of an operation are counted together against it. */
export function tightest(buckets: readonly Bucket[]): Bucket | undefined {
  return [...buckets].sort((a, b) => a.calls / a.perMs - b.calls / b.perMs)[0];
}

/** Calls of the limit that are left unused. */
export function allowance({ calls }: Bucket): number {
  return Math.max(2, Math.floor(calls * ALLOWANCE));
}

/** Time that one call takes of the target, ms. */
export function intervalOf(bucket: Bucket): number {
  const { calls, perMs } = bucket;
  return (perMs + Math.min(JITTER, perMs * JITTER_SHARE)) / Math.max(1, calls - allowance(bucket));
}
