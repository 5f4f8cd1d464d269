// A thread of a campaign: takes slices one by one and answers each with its result.
import { parentPort } from 'node:worker_threads';
import { runSlice, type Slice } from './campaign.ts';

parentPort?.on('message', async (slice: Slice) => {
  parentPort?.postMessage(await runSlice(slice));
});
