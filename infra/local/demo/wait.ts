// Waiting for something that the demo can see from outside; giving up is a broken promise, never a hang.
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that should have happened and did not. */
export class NeverHappened extends Error {
  constructor(what: string, waitedSeconds: number) {
    super(`${what}: not within ${waitedSeconds} s`);
    this.name = 'NeverHappened';
  }
}

export interface Wait {
  /** For people, should it not happen. */
  readonly what: string;
  readonly everyMs?: number;
  readonly forSeconds?: number;
}

/** Looks until `look` finds something; answers it and how long that took, ms. Throws `NeverHappened`. */
export async function until<T>(
  { what, everyMs = 25, forSeconds = 120 }: Wait,
  look: () => Promise<T | undefined | false>,
): Promise<{ readonly found: T; readonly tookMs: number }> {
  const started = performance.now();
  for (;;) {
    const found = await look();
    const tookMs = performance.now() - started;
    if (found !== undefined && found !== false) return { found, tookMs };
    if (tookMs > forSeconds * 1000) throw new NeverHappened(what, forSeconds);
    await sleep(everyMs);
  }
}
