// One leaver in the middle of a mass onboarding: how long until access is gone everywhere, in virtual time, beside an idle company.
import { seededPerson } from '../infra/local/people-seed.ts';
import type { Bucket, Capabilities } from '../shared/ports/adapter.ts';
import type { Company } from '../test/builders/a-company.ts';
import { hire, leave } from '../test/builders/occasions.ts';
import { aMeteredCompany } from '../test/cost/event-bill.ts';
import { type Benchmark, percentile, spread } from './benchmark.ts';
import { bells, sideBySide } from './side-by-side.ts';

const TARGETS = 8;
const HIRES = 10_000;
const LEAVERS = 100;
/** Between two leavers, ms; no multiple of anything else. */
const GAP = 4_037;
/** AWS Identity Center's published rate; an operation takes two calls there, so a token interval is that of two. */
const LIMIT: Bucket = { name: 'all', calls: 1_200, perMs: 60_000, takes: ['read', 'write'] };
const CALLS = 2;
const INTERVAL_MS = (LIMIT.perMs / LIMIT.calls) * CALLS;
/** A removal's second call is its read-back. */
const COST: Capabilities['cost'] = {
  ensure: { base: CALLS, each: 0 },
  suspend: { base: CALLS - 1, each: 0 },
  remove: { base: CALLS - 1, each: 0 },
  read: { base: 1, each: 0 },
};

type Tell = (line: string) => void;

const leavers = Array.from({ length: LEAVERS }, (_, at) => `l${at}`);

/** Leavers have their accounts already; then, where it is `loaded`, all hires come in at once. */
async function run(loaded: boolean, tell: Tell): Promise<readonly number[]> {
  const bell = bells();
  const { company } = await aMeteredCompany(TARGETS, 'alike', {
    capabilities: { buckets: [LIMIT], cost: COST },
    fate: ({ queue }) => {
      // The message is there when whoever waits looks again.
      queueMicrotask(() => bell.ring(queue));
      return 'deliver';
    },
  });
  for (const id of leavers) await company.say(id, hire(`hire-${id}`, { userName: id, department: 'Sales' }));
  await company.pass(20);
  if (loaded) await hireAll(company);
  const stop = sideBySide(company, bell);
  const starts = await leaveOneByOne(company, (left) =>
    tell(loaded ? `${left} have left, ${hiresOpen(company)} accounts of hires are to come` : `${left} have left, idle`),
  );
  await stop();
  if (loaded && hiresOpen(company) === 0) throw new Error('the onboarding was over before the last leaver left');
  return leavers.map((id, at) => endOf(company, id) - (starts[at] ?? 0));
}

async function hireAll(company: Company): Promise<void> {
  for (let number = 1; number <= HIRES; number++) {
    const { subject, ...attributes } = seededPerson(7, number);
    await company.deliver(subject, hire(`hire-${number}`, { ...attributes, department: 'Engineering' }));
  }
}

/** The moments at which each one left. Resolves when nobody has access any more. */
async function leaveOneByOne(company: Company, tell: Tell): Promise<readonly number[]> {
  const starts: number[] = [];
  for (const [at, id] of leavers.entries()) {
    await company.clock.sleep(GAP);
    starts.push(company.clock.now());
    await company.deliver(id, leave(`leave-${id}`));
    if ((at + 1) % 10 === 0) tell(`${at + 1} of ${LEAVERS}`);
  }
  for (let seconds = 0; !leavers.every((id) => isGone(company, id)); seconds++) {
    if (seconds > 600) throw new Error('ten minutes later a leaver still has access');
    await company.clock.sleep(1_000);
  }
  return starts;
}

const targets = Array.from({ length: TARGETS }, (_, at) => `system-${String(at + 1).padStart(2, '0')}`);

function isGone(company: Company, id: string): boolean {
  return targets.every((target) =>
    company
      .target(target)
      .accounts(`staff-${id}`)
      .every(({ active }) => !active),
  );
}

function hiresOpen(company: Company): number {
  const made = targets.reduce((sum, target) => sum + company.target(target).server.accounts.size, 0);
  return (HIRES + LEAVERS + 1) * TARGETS - made;
}

/** When the last target was told to suspend them. */
function endOf(company: Company, id: string): number {
  const ends = targets.map((target) => {
    const { calls } = company.target(target);
    return calls.findLast(({ person, verb }) => person === `staff-${id}` && verb === 'apply')?.at ?? Number.NaN;
  });
  return Math.max(...ends);
}

export const leaverUnderLoad: Benchmark = {
  name: 'e2e.leaver-under-load',
  workload: `${LEAVERS} leavers, one after the other, while ${HIRES.toLocaleString('en-US')} hires to ${TARGETS} targets of 20 calls a second are worked off, in virtual time: until the last target has suspended.`,
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
        bound:
          "time of a target that was given to others before: a worker's chunk of two grants (202 ms), or the read-back of a batch of up to 13 accounts",
      },
      {
        name: 'half of the leavers',
        unit: 'ms',
        ours: spread(loaded),
        peer: { ...spread(idle), who: 'the same leaver, idle' },
        goal: 'printed',
        met: true,
      },
    ];
  },
};
