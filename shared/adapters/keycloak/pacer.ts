// Spaces calls so that one connection stays inside the bucket that the capabilities declare.
import type { Clock } from '../../ports/runtime.ts';

/** Resolves when the next call may go; rejects when `signal` aborts first. */
export type Pacer = (signal: AbortSignal) => Promise<void>;

/** A burst of a quarter of a second's calls, then evenly: the bucket is shared with whoever else calls. */
export function paceCalls(clock: Clock, callsPerSecond: number): Pacer {
  const gapMs = 1000 / callsPerSecond;
  const burstMs = 250;
  let next = 0;
  return async (signal) => {
    const now = clock.now();
    next = Math.max(next, now - burstMs) + gapMs;
    if (next > now) await clock.sleep(Math.ceil(next - now), signal);
  };
}
