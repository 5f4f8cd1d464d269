// The demo's clock: the machine's, set ahead where the pipeline would only wait.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../shared/ports/runtime.ts';

export interface DemoClock extends Clock {
  /** From now on it is this much later. */
  skip(ms: number): void;
}

/** Runs as fast as real time; only `skip` leaps. */
export function demoClock(): DemoClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    deadline: (ms) => AbortSignal.timeout(ms),
    skip(ms) {
      ahead += ms;
    },
  };
}
