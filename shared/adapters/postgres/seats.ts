// At most so many at a time; whoever waits can be told to stop waiting.

/** Resolves with a function that frees the seat; rejects when `signal` aborts first. First come, first served. */
export type Seats = (signal: AbortSignal) => Promise<() => void>;

export function limitTo(most: number): Seats {
  let taken = 0;
  const queue: (() => void)[] = [];
  const free = (): void => {
    taken -= 1;
    queue.shift()?.();
  };
  return async (signal) => {
    if (taken >= most) await turn(queue, signal);
    taken += 1;
    return free;
  };
}

async function turn(queue: (() => void)[], signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    const place = queue.indexOf(resolve);
    if (place >= 0) queue.splice(place, 1);
    reject(new Error('aborted while waiting for a connection'));
  };
  queue.push(resolve);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
