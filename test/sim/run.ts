// `npm run sim`: runs histories, replays one, or proves on seeded bugs that the simulator finds what it is there to find.
import { parseArgs } from 'node:util';
import { type Campaign, joined } from './campaign.ts';
import { runHistory } from './history.ts';
import { mixNames } from './mixes.ts';
import { runBugs } from './seeded-bugs.ts';
import { spread } from './spread.ts';

const HELP = `npm run sim -- [--histories N] [--seed S] [--mix NAME] [--json]
npm run sim -- --seed S --mix NAME --history K --verbose      replays one history with its log
npm run sim -- --bugs [DIR]                                   every patch of DIR (test/sim/bugs) must be caught;
                                                              how to write one: test/sim/bugs/README.md

  --histories N     how many (1000)
  --seed S          a whole number (1); the same seed gives the same digest
  --mix NAME        ${mixNames.join(', ')} (all)
  --workers N       threads at most (one a core)
  --only NAME       with --bugs: only patches whose file name has NAME in it
  --until-violation stops at the first violation
  --json            the last line of the output is the result as JSON

Exits with 1 when there was a violation, or a bug that was not caught.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    mix: { type: 'string', default: 'all' },
    history: { type: 'string' },
    workers: { type: 'string' },
    only: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'until-violation': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const seed = wholeNumber('seed', values.seed);
const { mix } = values;

if (values.help) console.log(HELP);
else if (!mixNames.includes(mix)) throw new Error(`there is no fault mix "${mix}": ${mixNames.join(', ')}`);
else if (values.bugs) process.exitCode = await hunt();
else if (values.history !== undefined) process.exitCode = await replay(wholeNumber('history', values.history));
else process.exitCode = await campaign();

async function campaign(): Promise<number> {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const histories = wholeNumber('histories', values.histories);
  let told = 0;
  const slices = await spread({
    seed,
    mix,
    histories,
    untilViolation: values['until-violation'],
    ...(values.workers !== undefined && { workers: wholeNumber('workers', values.workers) }),
    progress: (done, violations) => {
      if (values.json || performance.now() - told < 10_000) return;
      told = performance.now();
      console.error(`${done} of ${histories} histories, ${violations} violations, ${seconds()} s`);
    },
  });
  const result = joined(slices);
  report(result, seconds());
  return result.violations.length > 0 ? 1 : 0;
}

function report({ histories, violations, counts, digest }: Campaign, seconds: number): void {
  for (const { history, what } of violations.slice(0, 20)) {
    console.log(`VIOLATION seed ${seed} history ${history}: ${what}`);
    console.log(`  npm run sim -- --seed ${seed} --mix ${mix} --history ${history} --verbose`);
  }
  const { crashes, stalls, duplicates, reorders } = counts;
  const all = { histories, violations: violations.length, crashes, stalls, duplicates, reorders, digest, seconds };
  if (values.json) console.log(JSON.stringify(all));
  else for (const [name, value] of Object.entries(all)) console.log(`${name.padEnd(11)} ${value}`);
}

async function replay(history: number): Promise<number> {
  const { violations, counts, hash, log } = await runHistory({ seed, history, mix, keepLog: values.verbose });
  if (values.verbose) console.log(log.join('\n'));
  if (values.json) console.log(JSON.stringify({ history, violations, ...counts, hash }));
  else
    console.log(violations.length > 0 ? violations.join('\n') : `history ${history} of seed ${seed} is as it must be`);
  return violations.length > 0 ? 1 : 0;
}

async function hunt(): Promise<number> {
  const folder = positionals[0] ?? new URL('./bugs', import.meta.url).pathname;
  const { only } = values;
  try {
    const { caught, total } = await runBugs({ folder, json: values.json, ...(only !== undefined && { only }) });
    return caught === total && total > 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
}
