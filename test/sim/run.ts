// npm run sim
import { runHistory } from './history.ts';

const [, , n = '100', mix = 'all', seed = '1', only] = process.argv;
const start = performance.now();
let bad = 0;
const from = only ? Number(only) : 0;
const to = only ? from + 1 : Number(n);
const totals = { crashes: 0, stalls: 0, duplicates: 0, reorders: 0, calls: 0 };
for (let history = from; history < to; history++) {
  const result = await runHistory({ seed: Number(seed), history, mix, keepLog: only !== undefined });
  for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += result.counts[key];
  if (only) console.log(result.log.join('\n'));
  if (result.violations.length > 0) {
    bad++;
    if (bad <= 15) console.log(history, result.violations.slice(0, 3));
  }
}
const s = (performance.now() - start) / 1000;
console.log({ histories: to - from, bad, ...totals, seconds: s, perSecond: (to - from) / s });
