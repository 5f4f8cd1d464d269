// What was started is stopped: when all is over, and when a later part cannot start.

export interface Undo {
  add(stop: () => unknown): void;
  /** For something that is coming up: it is stopped also when another one fails before it is there. */
  started<T extends { stop(): unknown }>(coming: Promise<T>): Promise<T>;
  /** Stops everything in reverse order, whatever one of them says. */
  all(): Promise<void>;
  /** Stops everything side by side: for parts that do not need each other to end. */
  atOnce(): Promise<void>;
}

/** Nothing to stop yet. */
export function undoing(): Undo {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    started(coming) {
      stops.push(async () => (await coming).stop());
      return coming;
    },
    async all() {
      for (const stop of stops.splice(0).reverse()) await whatever(stop);
    },
    async atOnce() {
      await Promise.all(stops.splice(0).map(whatever));
    },
  };
}

/** The others are stopped all the same; what failed to stop ends with the process. */
async function whatever(stop: () => unknown): Promise<void> {
  try {
    await stop();
  } catch {
    // Nobody is left who could do anything about it.
  }
}
