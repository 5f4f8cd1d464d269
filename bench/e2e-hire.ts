// From a signed webhook to the last of eight accounts, over the embedded emulators, beside the least that could do it.
import { Webhook } from 'standardwebhooks';
import { hire as hired } from '../test/builders/occasions.ts';
import { aMeteredCompany } from '../test/cost/event-bill.ts';
import { type Benchmark, type Figure, percentile, spread } from './benchmark.ts';
import { idealPipeline } from './ideal-hire.ts';
import { ourPipeline, realStores, SECRET } from './real-stores.ts';

const TARGETS = 8;
const ROUNDS = 9;
const HIRES = 12;

interface Hiring {
  readonly url: string;
  readonly waiting: Map<string, (left: number) => void>;
  readonly left: Map<string, number>;
  readonly targets: number;
}

let number = 0;

/** Posts one hire; resolves with the ms until the last target has it. */
async function hire({ url, waiting, left, targets }: Hiring): Promise<number> {
  const id = String(10_000 + ++number);
  const now = new Date();
  const attributes = { userName: `u${id}`, email: `u${id}@acme.example`, department: 'Sales', title: 'Clerk' };
  const data = { id, version: now.getTime(), attributes };
  const body = JSON.stringify({ type: 'person.hired', timestamp: now.toISOString(), data });
  const headers = {
    'webhook-id': `msg_${id}`,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(SECRET).sign(`msg_${id}`, now, body),
  };
  const done = new Promise<void>((resolve) => {
    left.set(`hr-${id}`, targets);
    waiting.set(`hr-${id}`, (rest) => rest === 0 && resolve());
  });
  const started = performance.now();
  const { status } = await fetch(url, { method: 'POST', headers, body });
  if (status !== 202) throw new Error(`a hire was answered with ${status}`);
  await done;
  return performance.now() - started;
}

function hearing(): Omit<Hiring, 'url' | 'targets'> & { readonly done: (person: string) => void } {
  const waiting = new Map<string, (left: number) => void>();
  const left = new Map<string, number>();
  const done = (person: string) => {
    const rest = (left.get(person) ?? 0) - 1;
    left.set(person, rest);
    waiting.get(person)?.(rest);
  };
  return { waiting, left, done };
}

export interface Hirer {
  /** Hires so many, one after the other: the median of their ms. */
  medianOf(hires: number): Promise<number>;
  close(): Promise<void>;
}

/** Our pipeline to so many targets, over stores of its own. */
export async function hirerTo(targets: number): Promise<Hirer> {
  const stores = await realStores();
  const ears = hearing();
  const pipeline = await ourPipeline(stores, targets, ears.done);
  return {
    async medianOf(hires) {
      const times: number[] = [];
      for (let one = 0; one < hires; one++) times.push(await hire({ ...ears, url: pipeline.url, targets }));
      return spread(times).median;
    },
    async close() {
      await pipeline.close();
      await stores.close();
    },
  };
}

export const e2eHire: Benchmark = {
  name: 'e2e.hire',
  workload: `A signed hire to ${TARGETS} targets of 20 ms, one at a time: until the last account is there.`,
  async run(tell) {
    const stores = await realStores();
    const ears = [hearing(), hearing()] as const;
    const pipelines = [
      await ourPipeline(stores, TARGETS, ears[0].done),
      await idealPipeline(stores, TARGETS, ears[1].done),
    ];
    const contenders = ears.map((ear, at) => ({ ...ear, targets: TARGETS, url: pipelines[at]?.url ?? '' }));
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      for (const [at, contender] of contenders.entries())
        for (let one = 0; one < HIRES; one++) {
          const ms = await hire(contender);
          if (round > 0) times[at]?.push(ms);
        }
      tell(`round ${round + 1} of ${ROUNDS}`);
    }
    await Promise.all(pipelines.map((pipeline) => pipeline.close()));
    await stores.close();
    return [figure(0.5, times, 1.2), figure(0.95, times, 1.4), await untilVerified()];
  },
};

/** Grants are read back in batches, a minute later, so nobody waits for it in real time. */
async function untilVerified(): Promise<Figure> {
  const { company } = await aMeteredCompany(TARGETS, 'alike');
  const from = company.clock.now();
  await company.say('1', hired('hire', { userName: 'u1', department: 'Sales' }));
  const verified = async () =>
    Object.values((await company.person('1')).standings).filter(({ state }) => state === 'verified').length;
  while ((await verified()) < TARGETS) await company.pass(1);
  const seconds = (company.clock.now() - from) / 1_000;
  return {
    name: 'until all are verified, in virtual time; swept each minute',
    unit: 's',
    ours: spread([seconds]),
    goal: 'printed',
    met: true,
  };
}

type Times = readonly [readonly number[], readonly number[]];

function figure(share: number, [ours, ideal]: Times, goal: number) {
  const mine = percentile(ours, share);
  const theirs = percentile(ideal, share);
  const ratio = mine / theirs;
  return {
    name: `p${share * 100} until all are applied`,
    unit: 'ms',
    ours: { ...spread(ours), median: mine },
    peer: { ...spread(ideal), median: theirs, who: 'the ideal in 60 lines' },
    ratio,
    goal: `at most ${goal} of the ideal`,
    met: ratio <= goal,
    bound:
      'a second queue between decision and targets, a sealed inbox payload and a claim before the calls: one send, one receive, three reads and one write more',
  };
}
