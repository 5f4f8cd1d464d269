// Runs histories one by one until one is not as it must be: the child process in which a seeded bug is looked for.
import { runHistory } from './history.ts';

/** Histories `from` up to but without `to`. */
export interface Search {
  readonly seed: number;
  readonly mix: string;
  readonly from: number;
  readonly to: number;
}

/** `history` and `violation` of the first that shows one; neither when all are as they must be. */
export interface Found {
  readonly history?: number;
  readonly violation?: string;
}

async function firstViolation({ seed, mix, from, to }: Search): Promise<Found> {
  for (let history = from; history < to; history++) {
    const { violations } = await runHistory({ seed, history, mix });
    const [violation] = violations;
    if (violation !== undefined) return { history, violation };
  }
  return {};
}

if (import.meta.main) console.log(JSON.stringify(await firstViolation(JSON.parse(process.argv[2] ?? '') as Search)));
