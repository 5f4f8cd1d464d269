// Whether one more event costs more in a company with a long past: time, reads and writes after 10^3 to 10^5 events.

import { change, hire } from '../test/builders/occasions.ts';
import { aMeteredCompany } from '../test/cost/event-bill.ts';
import { type Benchmark, type Figure, spread } from './benchmark.ts';

const PASTS = [1_000, 10_000, 100_000] as const;
const SAMPLES = 21;
const PEOPLE = 200;

interface Cost {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly ms: number;
}

/** The median cost of one move of somebody whose company has that past. */
async function costAfter(past: number, tell: (line: string) => void): Promise<Cost> {
  const { company } = await aMeteredCompany(8, 'alike');
  const { meter } = company.table;
  const person = (at: number) => String(1 + (at % PEOPLE));
  const departments = ['Sales', 'Engineering'];
  let at = 0;
  const move = async () => {
    const department = departments[Math.floor(at / PEOPLE) % 2] ?? '';
    const id = `m${at}`;
    await company.say(
      person(at),
      at < PEOPLE ? hire(`h${at}`, { userName: `u${at}` }) : change(id, { department }, { at: at * 10 }),
    );
    at += 1;
  };
  for (let step = 1; at < past; ) {
    await move();
    if (at % 200 === 0) await company.pass(1);
    if (at >= (past * step) / 4) tell(`${at} of ${past} events${step++ === 4 ? '' : ' ...'}`);
  }
  await company.pass(5);
  const samples: Cost[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const before = { ...meter };
    const started = performance.now();
    await move();
    const ms = performance.now() - started;
    samples.push({
      writeUnits: meter.writeUnits - before.writeUnits,
      readUnits: meter.readUnits - before.readUnits,
      ms,
    });
  }
  const median = (of: (cost: Cost) => number) => spread(samples.map(of)).median;
  return {
    writeUnits: median(({ writeUnits }) => writeUnits),
    readUnits: median(({ readUnits }) => readUnits),
    ms: median(({ ms }) => ms),
  };
}

export const growthHistory: Benchmark = {
  name: 'growth.history',
  workload: `One more move, after a past of ${PASTS.map((past) => past.toLocaleString('en')).join(', ')} events of ${PEOPLE} people, stores in memory.`,
  async run(tell) {
    const costs: Cost[] = [];
    for (const past of PASTS) costs.push(await costAfter(past, tell));
    const figureOf = (name: string, unit: string, of: (cost: Cost) => number): Figure => {
      const [first, last] = [of(costs[0] as Cost), of(costs.at(-1) as Cost)];
      const ratio = last / first;
      return {
        name,
        unit,
        ours: spread([last]),
        peer: { ...spread([first]), who: `itself after ${PASTS[0]}` },
        ratio,
        goal: 'at most 1.1 times',
        met: ratio <= 1.1,
        bound: 'stores in memory grow too: their own maps get slower',
      };
    };
    return [
      figureOf('write units', 'units', ({ writeUnits }) => writeUnits),
      figureOf('read units', 'units', ({ readUnits }) => readUnits),
      figureOf('time', 'ms', ({ ms }) => ms),
    ];
  },
};
