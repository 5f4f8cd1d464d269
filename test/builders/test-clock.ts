// A clock that the test moves. Who sleeps moves it too, but only as far as the first of all sleepers wakes.
import type { Clock } from '../../shared/ports/runtime.ts';

export interface TestClock extends Clock {
  /** Moves on, or back where `ms` is negative; wakes sleepers and fires the deadlines that have passed. */
  move(ms: number): void;
}

interface Waiting {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop after which everybody who is not asleep has come to rest. */
const REST = 6;

/** A clock that shows `start` until somebody moves it or sleeps. */
export function testClock(start: number): TestClock {
  let now = start;
  let deadlines: Waiting[] = [];
  let sleepers: Waiting[] = [];
  let isPassing = false;
  const due = (all: readonly Waiting[]) => {
    for (const { at, wake } of all) if (at <= now) wake();
    return all.filter(({ at }) => at > now);
  };
  const move = (ms: number) => {
    now += ms;
    deadlines = due(deadlines);
    sleepers = due(sleepers);
  };
  const pass = async () => {
    isPassing = true;
    while (sleepers.length > 0) {
      for (let turn = 0; turn < REST; turn++) await new Promise((resolve) => setImmediate(resolve));
      const first = Math.min(...sleepers.map(({ at }) => at));
      if (sleepers.length > 0) move(Math.max(0, first - now));
    }
    isPassing = false;
  };
  return {
    now: () => now,
    move,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: now + ms, wake });
        if (!isPassing) void pass();
      }),
    deadline(ms) {
      const abort = new AbortController();
      deadlines.push({ at: now + ms, wake: () => abort.abort() });
      return abort.signal;
    },
  };
}
