// At most so many at a time; whoever waits can be told to stop waiting.
import { Faulted } from './faults.ts';

/** Resolves with a function that frees the seat; throws `Faulted` when `signal` aborts first. First come, first served. */
export type Seats = (signal: AbortSignal) => Promise<() => void>;

export function limitTo(most: number): Seats {
  let taken = 0;
  const queue = new Set<() => void>();
  /** The seat goes to whoever waits longest, without being free in between. */
  const free = (): void => {
    const [next] = queue;
    if (!next) taken -= 1;
    else if (queue.delete(next)) next();
  };
  return async (signal) => {
    if (signal.aborted) throw givenUp();
    if (taken >= most) await turn(queue, signal);
    else taken += 1;
    return free;
  };
}

async function turn(queue: Set<() => void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    if (queue.delete(resolve)) reject(givenUp());
  };
  queue.add(resolve);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

const givenUp = (): Faulted => new Faulted({ kind: 'unavailable', detail: 'given up before the call' });
