// Whether a hire to many targets takes longer than to one: all are called side by side.
import { type Benchmark, spread } from './benchmark.ts';
import { hireTimes } from './e2e-hire.ts';

const COUNTS = [1, 8, 32, 64] as const;

export const growthTargets: Benchmark = {
  name: 'growth.targets',
  workload: `A signed hire to ${COUNTS.join(', ')} targets of 20 ms over the embedded emulators, until the last account is there.`,
  async run(tell) {
    const medians: number[] = [];
    for (const count of COUNTS) {
      const { median } = spread(await hireTimes(count, 40));
      medians.push(median);
      tell(`${count} targets: ${median.toFixed(0)} ms`);
    }
    const [one = 0, , many = 0] = medians;
    const ratio = many / one;
    return [
      {
        name: '32 targets beside one',
        unit: 'ms',
        ours: spread([many]),
        peer: { ...spread([one]), who: 'one target' },
        ratio,
        goal: 'at most 1.5 times',
        met: ratio <= 1.5,
        bound: 'a bigger person item and more entries in the plan',
      },
      ...COUNTS.map((count, at) => ({
        name: `${count} targets`,
        unit: 'ms',
        ours: spread([medians[at] ?? 0]),
        peer: { ...spread([one + 20 * (count - 1)]), who: 'one after the other' },
        ratio: (medians[at] ?? 0) / (one + 20 * (count - 1)),
        goal: 'none; for comparison',
        met: true,
      })),
    ];
  },
};
