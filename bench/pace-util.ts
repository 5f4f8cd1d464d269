// How much of a published rate is used without one answer of 429, in virtual time, reads for verification counted.
import type { Bucket } from '../shared/ports/adapter.ts';
import { makePace, waitUntil } from '../shared/steps/pace.ts';
import { aCompany } from '../test/builders/a-company.ts';
import { type TestClock, testClock } from '../test/builders/test-clock.ts';
import { type Benchmark, type Figure, spread } from './benchmark.ts';

/** Published limits (shared/adapters: vendor pages); `calls` an operation takes with its read-back. */
const vendors = [
  { name: 'Okta, 600 a minute', limit: 600, perMs: 60_000, calls: 3 },
  { name: 'Slack SCIM, 180 creates a minute', limit: 180, perMs: 60_000, calls: 1 },
  { name: 'GitHub, 5,000 an hour', limit: 5_000, perMs: 3_600_000, calls: 3 },
  { name: 'AWS Identity Center, 20 a second', limit: 20, perMs: 1_000, calls: 3 },
] as const;

const WORKERS = 4;

interface Run {
  readonly makespanMs: number;
  readonly refused: number;
}

/** A target that counts a sliding window and answers 429 beyond it. */
function countingTarget(bucket: { readonly limit: number; readonly perMs: number }, clock: Pick<TestClock, 'now'>) {
  let times: number[] = [];
  return {
    /** True when the call was taken. */
    call(): boolean {
      const now = clock.now();
      times = times.filter((at) => at > now - bucket.perMs);
      if (times.length >= bucket.limit) return false;
      times.push(now);
      return true;
    },
  };
}

async function paced(vendor: (typeof vendors)[number], operations: number): Promise<Run> {
  const bucket: Bucket = { name: 'all', calls: vendor.limit, perMs: vendor.perMs, takes: ['read', 'write'] };
  const { pipeline, clock } = await aCompany({ target: { app: { capabilities: { buckets: [bucket] } } } });
  const target = countingTarget(vendor, clock);
  const start = clock.now();
  let [next, refused, end] = [0, 0, start];
  const worker = async () => {
    const pace = makePace(pipeline);
    while (next++ < operations) {
      for (;;) {
        const gate = await pace.take('app', { removal: false, calls: vendor.calls });
        if (gate.kind === 'go') {
          await waitUntil(clock, gate.at);
          break;
        }
        await clock.sleep(Math.max(1, gate.until - clock.now()));
      }
      for (let call = 0; call < vendor.calls; call++) if (!target.call()) refused += 1;
      end = Math.max(end, clock.now());
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return { makespanMs: end - start, refused };
}

/** What most integrations do: call until a 429, then wait twice as long as before. */
async function retrying(vendor: (typeof vendors)[number], operations: number): Promise<Run> {
  const clock = testClock(0);
  const target = countingTarget(vendor, clock);
  let [next, refused, end] = [0, 0, 0];
  const worker = async () => {
    while (next++ < operations)
      for (let call = 0; call < vendor.calls; call++)
        for (let wait = 1_000; !target.call(); wait = Math.min(60_000, wait * 2)) {
          refused += 1;
          await clock.sleep(wait);
          end = clock.now();
        }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return { makespanMs: end, refused };
}

export const paceUtil: Benchmark = {
  name: 'pace.util',
  workload: `${WORKERS} workers with operations for ten windows of a published limit, in virtual time; every window of the target is counted.`,
  async run(tell) {
    const figures: Figure[] = [];
    for (const vendor of vendors) {
      const operations = Math.ceil((vendor.limit * 10) / vendor.calls);
      const bound = (operations * vendor.calls * vendor.perMs) / vendor.limit;
      const [ours, peer] = [await paced(vendor, operations), await retrying(vendor, operations)];
      const util = bound / ours.makespanMs;
      tell(`${vendor.name}: ${ours.refused} refused, ${(util * 100).toFixed(1)} % of the rate`);
      figures.push({
        name: `${vendor.name}, share of the rate; ${ours.refused} answers of 429 (peer ${peer.refused})`,
        unit: 'of the rate',
        ours: spread([util]),
        peer: { ...spread([Math.min(1.2, bound / peer.makespanMs)]), who: 'retry on 429 with backoff' },
        ratio: peer.makespanMs / ours.makespanMs,
        goal: 'at least 0.98, no 429',
        met: util >= 0.98 && ours.refused === 0,
        bound:
          'tokens are drawn in bursts by workers that do not know of each other: room for two bursts is kept, so that no window ever sees both',
      });
    }
    return figures;
  },
};
