// Lets many tasks take turns in an order that a seed decides, so that a race that was lost once is lost again.

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Turns {
  /** Resolves when it is this caller's turn. */
  wait(): Promise<void>;
  /** Runs until every task has ended; `each` runs before every turn. */
  play(tasks: readonly Promise<unknown>[], each: () => void): Promise<void>;
}

/** A new order of play. */
export function seededTurns(random: () => number): Turns {
  const waiting: (() => void)[] = [];
  return {
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    async play(tasks, each) {
      let open = tasks.length;
      for (const task of tasks) void task.finally(() => (open -= 1)).catch(() => {});
      while (open > 0) {
        await new Promise((resolve) => setImmediate(resolve));
        each();
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
        next?.();
      }
      await Promise.all(tasks);
    },
  };
}
