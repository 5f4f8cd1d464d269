// `npm run sim`: runs histories, replays one, or proves on seeded bugs that the simulator finds what it is there to find.
import { Misused, readFlags, wholeNumber } from '../../operator/flags.ts';
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

const CALL = 'npm run sim';

function flags() {
  const { values, positionals } = readFlags(CALL, {
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
  return { ...values, positionals };
}

type Flags = ReturnType<typeof flags>;
type Asked = Omit<Flags, 'seed'> & { readonly seed: number };

async function main(): Promise<number> {
  const values = flags();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { mix, history } = values;
  const asked = { ...values, seed: number('seed', values.seed) };
  if (!mixNames.includes(mix)) throw new Misused(CALL, `there is no fault mix "${mix}": ${mixNames.join(', ')}`);
  if (values.bugs) return hunt(values);
  return history === undefined ? campaign(asked) : replay(asked, number('history', history));
}

async function campaign(asked: Asked): Promise<number> {
  const { seed, mix, json, workers } = asked;
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const histories = number('histories', asked.histories);
  let told = 0;
  const slices = await spread({
    seed,
    mix,
    histories,
    untilViolation: asked['until-violation'],
    ...(workers !== undefined && { workers: number('workers', workers) }),
    progress: (done, violations) => {
      if (json || performance.now() - told < 10_000) return;
      told = performance.now();
      console.error(`${done} of ${histories} histories, ${violations} violations, ${seconds()} s`);
    },
  });
  const result = joined(slices);
  report(asked, result, seconds());
  return result.violations.length > 0 ? 1 : 0;
}

function report({ seed, mix, json }: Asked, campaigned: Campaign, seconds: number): void {
  const { histories, violations, counts, digest } = campaigned;
  for (const { history, what } of violations.slice(0, 20)) {
    console.log(`VIOLATION seed ${seed} history ${history}: ${what}`);
    console.log(`  npm run sim -- --seed ${seed} --mix ${mix} --history ${history} --verbose`);
  }
  const { crashes, stalls, duplicates, reorders } = counts;
  const all = { histories, violations: violations.length, crashes, stalls, duplicates, reorders, digest, seconds };
  if (json) console.log(JSON.stringify(all));
  else for (const [name, value] of Object.entries(all)) console.log(`${name.padEnd(11)} ${value}`);
}

async function replay({ seed, mix, verbose, json }: Asked, history: number): Promise<number> {
  const { violations, counts, hash, log } = await runHistory({ seed, history, mix, keepLog: verbose });
  if (verbose) console.log(log.join('\n'));
  if (json) console.log(JSON.stringify({ history, violations, ...counts, hash }));
  else
    console.log(violations.length > 0 ? violations.join('\n') : `history ${history} of seed ${seed} is as it must be`);
  return violations.length > 0 ? 1 : 0;
}

async function hunt({ positionals, only, json }: Flags): Promise<number> {
  const folder = positionals[0] ?? new URL('./bugs', import.meta.url).pathname;
  try {
    const { caught, total } = await runBugs({ folder, json, ...(only !== undefined && { only }) });
    return caught === total && total > 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function number(name: string, text: string): number {
  return wholeNumber(CALL, { flag: `--${name}`, text });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = error instanceof Misused ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`sim: ${text}\n`);
    process.exitCode = 1;
  },
);
