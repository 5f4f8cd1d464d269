// Whether one more event costs more in a company with a long past: time, reads and writes after 10^3 to 10^6 events.
import type { Company } from '../test/builders/a-company.ts';
import { change, hire } from '../test/builders/occasions.ts';
import { aMeteredCompany } from '../test/cost/event-bill.ts';
import { type Benchmark, type Figure, interleaved, spread } from './benchmark.ts';
import { seedPast } from './seeded-past.ts';

const PASTS = ['1000', '10000', '100000', '1000000'];
const TARGETS = 8;
const PEOPLE = 200;
const ROUNDS = 15;
const WARM_UP = 3;
/** Moves of a round. */
const MOVES = 7;

interface Cost {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly ms: number;
}

/** Everybody was hired and moved once by the real steps; the rest of the past is put into the store. */
async function companyWith(past: number) {
  const { company } = await aMeteredCompany(TARGETS, 'alike');
  let number = 0;
  const person = () => String(1 + (number % PEOPLE));
  for (; number < PEOPLE; number++) await company.say(person(), hire(`h${number}`, { userName: `u${number}` }));
  const move = async () => {
    const department = ['Sales', 'Engineering'][Math.floor(number / PEOPLE) % 2] ?? '';
    await company.say(person(), change(`m${number}`, { department }, { at: number * 10 }));
    number += 1;
  };
  while (number < 2 * PEOPLE) await move();
  await company.pass(5);
  await seedPast(company, { people: PEOPLE, events: past - number });
  return { company, move };
}

type Moving = Awaited<ReturnType<typeof companyWith>>;

/** The median move, read back a minute later. */
async function costOf({ company, move }: Moving): Promise<Cost> {
  const samples: Cost[] = [];
  for (let sample = 0; sample < MOVES; sample++) {
    const before = { ...company.table.meter };
    const started = performance.now();
    await move();
    await company.pass(1);
    const ms = performance.now() - started;
    const { writeUnits, readUnits } = company.table.meter;
    samples.push({ writeUnits: writeUnits - before.writeUnits, readUnits: readUnits - before.readUnits, ms });
  }
  const median = (of: (cost: Cost) => number) => spread(samples.map(of)).median;
  return {
    writeUnits: median((cost) => cost.writeUnits),
    readUnits: median((cost) => cost.readUnits),
    ms: median((cost) => cost.ms),
  };
}

/** Throws when a move was not made everywhere. */
async function refuseUndone({ failures, person }: Company): Promise<void> {
  if (failures.length > 0) throw failures[0]?.error;
  const all = await Promise.all(Array.from({ length: PEOPLE }, (_, at) => person(String(1 + at))));
  const undone = all.filter(({ standings }) => Object.values(standings).some(({ state }) => state !== 'verified'));
  if (undone.length > 0) throw new Error(`${undone.length} people are not as they were moved`);
}

async function measured(tell: (line: string) => void): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map<string, Cost[]>();
  const contenders: { [past: string]: () => Promise<number> } = {};
  const companies: Company[] = [];
  for (const past of PASTS) {
    const moving = await companyWith(Number(past));
    companies.push(moving.company);
    tell(`a past of ${past} events is there, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`);
    const own: Cost[] = [];
    costs.set(past, own);
    contenders[`after ${past}`] = async () => own.push(await costOf(moving));
  }
  await interleaved(WARM_UP + ROUNDS, contenders);
  for (const company of companies) await refuseUndone(company);
  return new Map([...costs].map(([past, all]) => [past, all.slice(WARM_UP)]));
}

export const growthHistory: Benchmark = {
  name: 'growth.history',
  workload: `One more move at ${TARGETS} targets, read back, after a past of ${PASTS.map((past) => Number(past).toLocaleString('en-US')).join(', ')} events of ${PEOPLE} people; stores in memory, most of the past put into them as rows of the real form.`,
  async run(tell) {
    const costs = await measured(tell);
    const figureOf = (what: keyof Cost, name: string, unit: string): Figure => {
      const [first, last] = [PASTS.at(0), PASTS.at(-1)].map((past = '') =>
        spread((costs.get(past) ?? []).map((cost) => cost[what])),
      );
      const ratio = (last?.median ?? Number.NaN) / (first?.median ?? Number.NaN);
      return {
        name,
        unit,
        ours: last ?? spread([]),
        peer: { ...(first ?? spread([])), who: `itself after ${Number(PASTS[0]).toLocaleString('en-US')}` },
        ratio,
        goal: 'at most 1.1 times',
        met: ratio <= 1.1,
        bound: 'the store in memory: its maps and lists hold a thousand times as much, and miss the caches',
      };
    };
    return [
      figureOf('ms', 'time', 'ms'),
      figureOf('writeUnits', 'write units', 'units'),
      figureOf('readUnits', 'read units', 'units'),
    ];
  },
};
