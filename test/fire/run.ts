// `npm run fire`: the trials by fire with their full figures, and one line of JSON at the end.
import { Misused, readFlags, wholeNumber } from '../../operator/flags.ts';
import { canaries } from './canaries/trial.ts';
import { diskFull } from './disk-full.ts';
import { hostile } from './hostile/trial.ts';
import { kills } from './kills.ts';
import type { Trial } from './trial.ts';

const HELP = `npm run fire -- [--kills N] [--requests N] [--canaries N] [--disk] [--seed S] [--json]

  --kills N     kill -9 under load, at random moments (200)
  --requests N  hostile requests over HTTP (100000)
  --canaries N  secrets and personal data planted in every way in (200)
  --disk        the disk runs full and gets space again
  --seed S      a whole number (1): the same moments and the same requests
  --json        only the JSON line

Naming any trial runs those that are named; else all of them. The last line is JSON: met, and for each trial its figures,
faults and missed goals. Exits with 1 when there was a fault or a miss.`;

const CALL = 'npm run fire';

function flags() {
  const { values } = readFlags(CALL, {
    options: {
      kills: { type: 'string' },
      requests: { type: 'string' },
      canaries: { type: 'string' },
      disk: { type: 'boolean' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return values;
}

type Flags = ReturnType<typeof flags>;

async function main(): Promise<number> {
  const values = flags();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const seed = number('seed', values.seed);
  const tell = (line: string) => void (values.json || console.log(`  ${line}`));
  const trials: Trial[] = [];
  for (const [name, run] of chosen(values, { seed, tell })) {
    tell(`${name}, seed ${seed}`);
    const trial = await run();
    trials.push(trial);
    if (!values.json) console.log(report(trial));
  }
  const met = trials.every(({ faults, missed = [] }) => faults.length + missed.length === 0);
  console.log(JSON.stringify({ name: 'fire', met, trials }));
  return met ? 0 : 1;
}

type Named = readonly [name: string, run: () => Promise<Trial>];
type Course = { readonly seed: number; readonly tell: (line: string) => void };

/** What was named; all of them where nothing was. */
function chosen(values: Flags, course: Course): readonly Named[] {
  const kill = number('kills', values.kills ?? '200');
  const requests = number('requests', values.requests ?? '100000');
  const canary = number('canaries', values.canaries ?? '200');
  const all: readonly (readonly [flag: unknown, ...Named])[] = [
    [values.kills, 'kills', () => kills({ kills: kill, ...course })],
    [values.requests, 'hostile', () => hostile({ requests, ...course })],
    [values.canaries, 'canaries', () => canaries({ canaries: canary, seed: course.seed })],
    [values.disk, 'disk full', () => diskFull()],
  ];
  const isNamed = all.some(([flag]) => flag !== undefined);
  return all.flatMap(([flag, name, run]): readonly Named[] => (isNamed && flag === undefined ? [] : [[name, run]]));
}

function number(name: string, text: string): number {
  return wholeNumber(CALL, { flag: `--${name}`, text, most: 999_999_999 });
}

function report({ name, figures, faults, missed = [], notRun }: Trial): string {
  const shown = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  const verdict = notRun ? [`not run: ${notRun}`] : faults.length + missed.length === 0 ? ['as it should be'] : [];
  return [
    `${name}: ${shown.join(', ')}`,
    ...faults.map((fault) => `FAULT ${fault}`),
    ...missed.map((miss) => `MISSED ${miss}`),
    ...verdict,
  ].join('\n  ');
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = error instanceof Misused ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`fire: ${text}\n`);
    process.exitCode = 1;
  },
);
