// Whether a hire to many targets takes longer than to one: all are called side by side.
import { type Benchmark, type Figure, interleaved, spread } from './benchmark.ts';
import { hirerTo } from './e2e-hire.ts';
import { CALL_MS } from './real-stores.ts';

const COUNTS = ['1', '8', '32', '64'] as const;
const ROUNDS = 9;
/** Hires of one round; the first rounds, in which code is still being compiled, do not count. */
const HIRES = 5;
const WARM_UP = 2;

type Times = ReadonlyMap<string, readonly number[]>;

async function measured(tell: (line: string) => void): Promise<Times> {
  const hirers = await Promise.all(COUNTS.map(async (count) => [count, await hirerTo(Number(count))] as const));
  let round = 0;
  const contenders = hirers.map(([count, hirer]) => {
    const run = async () => {
      if (count === '1') tell(`round ${++round} of ${WARM_UP + ROUNDS}`);
      return hirer.medianOf(HIRES);
    };
    return [count, run] as const;
  });
  try {
    const all = await interleaved(WARM_UP + ROUNDS, Object.fromEntries(contenders));
    return new Map(Object.entries(all).map(([count, times]) => [count, times.slice(WARM_UP)]));
  } finally {
    for (const [, hirer] of hirers) await hirer.close();
  }
}

export const growthTargets: Benchmark = {
  name: 'growth.targets',
  workload: `Signed hires to ${COUNTS.join(', ')} targets of ${CALL_MS} ms over the embedded emulators, in turn, until the last account is there: medians of ${HIRES}.`,
  async run(tell) {
    const times = await measured(tell);
    const of = (count: string) => spread(times.get(count) ?? []);
    const [one, many] = [of('1'), of('32')];
    const ratio = many.median / one.median;
    const sequential = (count: number) => one.median + CALL_MS * (count - 1);
    return [
      {
        name: '32 targets beside one',
        unit: 'ms',
        ours: many,
        peer: { ...one, who: 'one target' },
        ratio,
        goal: 'at most 1.5 times',
        met: ratio <= 1.5,
        bound: 'a bigger person item and more entries in the plan',
      },
      ...COUNTS.slice(1).map((count): Figure => {
        const ours = of(count);
        const peer = { ...spread([sequential(Number(count))]), who: 'one after the other, reckoned' };
        return {
          name: `${count} targets`,
          unit: 'ms',
          ours,
          peer,
          ratio: ours.median / peer.median,
          goal: 'none; for comparison',
          met: true,
        };
      }),
    ];
  },
};
