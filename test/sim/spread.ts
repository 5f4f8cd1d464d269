// Spreads a campaign over the machine's cores.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runSlice, type Slice, type SliceResult } from './campaign.ts';

const SLICE = 25;

export interface Spread {
  readonly seed: number;
  readonly mix: string;
  readonly histories: number;
  /** Threads at most; 1 runs in this one. */
  readonly workers?: number;
  /** Starts no further slice once one has a violation. */
  readonly untilViolation?: boolean;
  readonly progress?: (done: number, violations: number) => void;
}

/** All slices, or those up to the first violation. */
export async function spread(request: Spread): Promise<readonly SliceResult[]> {
  const { seed, mix, histories, workers = availableParallelism() } = request;
  const waiting: Slice[] = [];
  for (let from = 0; from < histories; from += SLICE)
    waiting.push({ seed, mix, from, to: Math.min(from + SLICE, histories) });
  const results: SliceResult[] = [];
  const take = (): Slice | undefined => {
    const isOver = request.untilViolation && results.some(({ violations }) => violations.length > 0);
    return isOver ? undefined : waiting.shift();
  };
  const put = (result: SliceResult) => {
    results.push(result);
    const done = results.reduce((sum, { hashes }) => sum + hashes.length, 0);
    request.progress?.(
      done,
      results.reduce((sum, { violations }) => sum + violations.length, 0),
    );
  };
  const threads = Math.min(workers, Math.ceil(histories / (2 * SLICE)));
  if (threads <= 1) for (let slice = take(); slice; slice = take()) put(await runSlice(slice));
  else await Promise.all(Array.from({ length: threads }, () => thread(take, put)));
  return results;
}

async function thread(take: () => Slice | undefined, put: (result: SliceResult) => void): Promise<void> {
  const worker = new Worker(new URL('./slice-worker.ts', import.meta.url));
  try {
    for (let slice = take(); slice; slice = take()) put(await answer(worker, slice));
  } finally {
    await worker.terminate();
  }
}

function answer(worker: Worker, slice: Slice): Promise<SliceResult> {
  return new Promise((resolve, reject) => {
    const hear = (result: SliceResult) => {
      worker.off('error', reject);
      resolve(result);
    };
    worker.once('message', hear);
    worker.once('error', reject);
    worker.postMessage(slice);
  });
}
