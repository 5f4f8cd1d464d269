// What was started is stopped in reverse order: when all is over, and when a later part cannot start.

export interface Undo {
  add(stop: () => unknown): void;
  /** Stops everything, whatever one of them says. */
  all(): Promise<void>;
}

/** Nothing to stop yet. */
export function undoing(): Undo {
  const stops: (() => unknown)[] = [];
  return {
    add: (stop) => void stops.push(stop),
    async all() {
      for (const stop of stops.splice(0).reverse())
        try {
          await stop();
        } catch {
          // The others are stopped all the same; what failed to stop ends with the process.
        }
    },
  };
}
