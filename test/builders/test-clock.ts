// A clock that the test moves: sleeping moves it too, and deadlines fire when it has passed them.
import type { Clock } from '../../shared/ports/runtime.ts';

export interface TestClock extends Clock {
  /** Moves on, or back where `ms` is negative; fires the deadlines that have passed. */
  move(ms: number): void;
}

/** A clock that shows `start` until somebody moves it. */
export function testClock(start: number): TestClock {
  let now = start;
  let deadlines: { readonly at: number; readonly abort: AbortController }[] = [];
  const move = (ms: number) => {
    now += ms;
    for (const { at, abort } of deadlines) if (at <= now) abort.abort();
    deadlines = deadlines.filter(({ at }) => at > now);
  };
  return {
    now: () => now,
    move,
    async sleep(ms) {
      move(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    deadline(ms) {
      const abort = new AbortController();
      deadlines.push({ at: now + ms, abort });
      return abort.signal;
    },
  };
}
