// `npm run fire`: the trials by fire with their full figures, and one line of JSON at the end.
import { parseArgs } from 'node:util';
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

const { values } = parseArgs({
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

const seed = wholeNumber('seed', values.seed);
const isNamed = [values.kills, values.requests, values.canaries, values.disk].some((value) => value !== undefined);
const tell = (line: string) => void (values.json || console.log(`  ${line}`));

if (values.help) console.log(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const trials: Trial[] = [];
  for (const [name, run] of chosen()) {
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

function chosen(): readonly Named[] {
  const count = (name: 'kills' | 'requests' | 'canaries', usual: number) =>
    wholeNumber(name, values[name] ?? String(usual));
  const all: readonly (readonly [flag: unknown, ...Named])[] = [
    [values.kills, 'kills', () => kills({ kills: count('kills', 200), seed, tell })],
    [values.requests, 'hostile', () => hostile({ requests: count('requests', 100_000), seed, tell })],
    [values.canaries, 'canaries', () => canaries({ canaries: count('canaries', 200), seed })],
    [values.disk, 'disk full', () => diskFull()],
  ];
  return all.flatMap(([flag, name, run]): readonly Named[] => (isNamed && flag === undefined ? [] : [[name, run]]));
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

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name} takes a whole number`);
  return Number(text);
}
