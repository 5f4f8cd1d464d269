// One leaver in the middle of a mass onboarding: how long until access is gone everywhere, in virtual time, beside an idle company.
import { seededPerson } from '../infra/local/people-seed.ts';
import type { Bucket } from '../shared/ports/adapter.ts';
import type { Company } from '../test/builders/a-company.ts';
import { hire, leave } from '../test/builders/occasions.ts';
import { aMeteredCompany } from '../test/cost/event-bill.ts';
import { type Benchmark, percentile, spread } from './benchmark.ts';

const TARGETS = 8;
const HIRES = 10_000;
const LEAVERS = 40;
/** AWS Identity Center's published rate; an operation takes two calls, so a token interval is that of two. */
const LIMIT: Bucket = { name: 'all', calls: 1_200, perMs: 60_000, takes: ['read', 'write'] };
const INTERVAL_MS = (LIMIT.perMs / LIMIT.calls) * 2;

/** Virtual ms until each leaver is suspended at every target. */
async function leaverTimes(company: Company, load: () => Promise<void>): Promise<readonly number[]> {
  const ids = Array.from({ length: LEAVERS }, (_, at) => `l${at}`);
  for (const id of ids) await company.say(id, hire(`hire-${id}`, { userName: id, department: 'Sales' }));
  await company.pass(20);
  const times: number[] = [];
  for (const id of ids) {
    await load();
    const start = company.clock.now();
    await company.deliver(id, leave(`leave-${id}`));
    await company.work();
    const ends = Array.from({ length: TARGETS }, (_, at) => {
      const calls = company.target(`system-${String(at + 1).padStart(2, '0')}`).calls;
      return (
        calls.findLast(({ person, verb }) => person === `staff-${id}` && verb === 'apply')?.at ??
        Number.POSITIVE_INFINITY
      );
    });
    times.push(Math.max(...ends) - start);
  }
  return times;
}

async function run(isLoaded: boolean, tell: (line: string) => void): Promise<readonly number[]> {
  const { company } = await aMeteredCompany(TARGETS, 'alike', { buckets: [LIMIT] });
  let hired = 0;
  const load = async () => {
    if (!isLoaded) return;
    for (let one = 0; one < HIRES / LEAVERS; one++) {
      const { subject, ...attributes } = seededPerson(7, ++hired);
      await company.deliver(subject, hire(`hire-${hired}`, { ...attributes, department: 'Engineering' }));
    }
    tell(`${hired} hires sent`);
  };
  return leaverTimes(company, load);
}

export const leaverUnderLoad: Benchmark = {
  name: 'e2e.leaver-under-load',
  workload: `A leaver while ${HIRES.toLocaleString('en')} hires to ${TARGETS} targets of 20 calls a second come in, in virtual time: until the last target has suspended.`,
  async run(tell) {
    const [idle, loaded] = [await run(false, tell), await run(true, tell)];
    const [p99, idle99] = [percentile(loaded, 0.99), percentile(idle, 0.99)];
    const goal = idle99 + INTERVAL_MS;
    return [
      {
        name: 'p99 until the last target has suspended',
        unit: 'ms',
        ours: { ...spread(loaded), median: p99 },
        peer: { ...spread(idle), median: idle99, who: 'the same leaver, idle' },
        ratio: p99 / Math.max(1, idle99),
        goal: `at most ${goal.toFixed(0)} ms: idle and one token interval`,
        met: p99 <= goal,
        bound: 'tokens of a chunk that another worker holds, and writers that meet at one person',
      },
    ];
  },
};
