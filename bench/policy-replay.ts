// What a replay of a month costs for a large company: through the operators' API, slice after slice, as the command line asks for it.
import { anOffice } from '../test/builders/an-office.ts';
import { type Benchmark, type Figure, spread } from './benchmark.ts';
import { aLargePolicy, changedPolicy, fillCompany } from './replayed-company.ts';

const PEOPLE = 50_000;
const ROLES = 200;
const ROUNDS = 3;
const MB = 1_048_576;

interface Slice {
  readonly window: { readonly from: string; readonly to: string };
  readonly totals: {
    readonly looked: number;
    readonly different: number;
    readonly losing: number;
    readonly facts: number;
  };
  readonly cursor?: string;
}

interface Run {
  readonly seconds: number;
  readonly slices: number;
  /** More than before the replay, at the most. */
  readonly memoryMb: number;
  readonly looked: number;
  readonly different: number;
  readonly facts: number;
}

type Asking = Awaited<ReturnType<typeof anOffice>>['ask'];

async function replayed(ask: Asking, tell: (line: string) => void): Promise<Run> {
  const policy = changedPolicy(aLargePolicy(ROLES));
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const sums = { looked: 0, different: 0, facts: 0 };
  let [slices, most] = [0, before];
  for (let more: object | undefined = {}; more; ) {
    const reply = await ask('POST replay', { body: JSON.stringify({ policy, since: '30d', ...more }) });
    if (reply.status !== 200) throw new Error(JSON.stringify(reply.json));
    const { totals, cursor, window } = reply.json as Slice;
    for (const name of ['looked', 'different', 'facts'] as const) sums[name] += totals[name];
    slices += 1;
    most = Math.max(most, process.memoryUsage.rss());
    more = cursor === undefined ? undefined : { cursor, since: window.from, until: window.to };
    tell(`looked at ${sums.looked} people, ${sums.different} of them different`);
  }
  return { seconds: (performance.now() - started) / 1000, slices, memoryMb: (most - before) / MB, ...sums };
}

async function run(tell: (line: string) => void): Promise<readonly Figure[]> {
  const office = await anOffice({
    policy: aLargePolicy(ROLES),
    targets: Array.from({ length: 10 }, (_, at) => `target-${at}`),
  });
  tell(`filling the store with ${PEOPLE} people`);
  await fillCompany(office, PEOPLE);
  const zero = office.company.clock.now() - performance.now();
  office.company.clock.now = () => Math.floor(zero + performance.now());
  const runs: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await replayed(office.ask, tell));
  const [first] = runs;
  if (first?.looked !== PEOPLE || first.different === 0)
    throw new Error('not everybody was looked at, or nothing was found');
  tell(`${first.facts} recorded facts, ${first.different} people different, ${first.slices} slices`);
  const [time, memory] = [spread(runs.map(({ seconds }) => seconds)), spread(runs.map(({ memoryMb }) => memoryMb))];
  const bound = 'the store of the test company is in the same process, and every page of it is copied';
  return [
    {
      name: 'a month of 50,000 people replayed',
      unit: 's',
      ours: time,
      goal: '<= 30 s',
      met: time.median <= 30,
      bound,
    },
    { name: 'memory on top of the store', unit: 'MB', ours: memory, goal: '<= 256 MB', met: memory.max <= 256, bound },
  ];
}

export const policyReplay: Benchmark = {
  name: 'policy.replay',
  workload:
    '50,000 people with 12 attributes, one in ten moved twice; 200 roles, 400 rules, 2,000 entitlements; 30 days, slice by slice through the API',
  run,
};
