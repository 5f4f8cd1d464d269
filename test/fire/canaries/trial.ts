// Plants canaries in everything that comes in, lets the whole pipeline work on it, and looks for them in everything that goes out.
import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../../infra/local/people-seed.ts';
import { tokensIn } from '../../../operator/tokens-file.ts';
import { aPlace, forgetPlace, type Laptop, startLaptop } from '../../e2e/laptop.ts';
import type { Trial } from '../trial.ts';
import { type Garden, ways } from './plant.ts';
import { type Canary, leaksIn, type Places, placesOf } from './scan.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const MINUTE = 60_000;
const LOOKING = ['reconcile', 'status', 'failures', 'doctor', 'plans', 'sources', 'targets', '--json failures'].concat([
  'drift',
  'slo --all',
  'rotate --list',
]);
/** Somebody who stopped, and somebody from a file. */
const PEOPLE = ['person hr-9001', '--json person hr-50004'];

export interface Canaries {
  readonly canaries: number;
  readonly seed: number;
}

interface Field {
  readonly data: string;
  readonly company: Laptop;
  readonly canaries: Canary[];
  readonly heard: string[];
}

/** At least so many: a way in is gone to its end. The laptop's own secrets are looked for too. */
export async function canaries({ canaries: wanted, seed }: Canaries): Promise<Trial> {
  const place = aPlace();
  const log = openSync(logOf(place.data), 'a', 0o600);
  try {
    const company = await startLaptop({ ...place, log });
    const field: Field = { data: place.data, company, canaries: [], heard: [] };
    try {
      await plant(field, wanted, seeded(seed));
      return await judged(field);
    } finally {
      await company.stop();
    }
  } finally {
    closeSync(log);
    await forgetPlace(place.data);
    rmSync(logOf(place.data));
  }
}

/** Beside the data folder, which holds nothing but its own. */
function logOf(data: string): string {
  return `${data}.log`;
}

async function plant(
  { data, company, canaries: planted, heard }: Field,
  wanted: number,
  random: () => number,
): Promise<void> {
  const canary: Garden['canary'] = (how, isProfile = false) => {
    const word = `Cn${Array.from({ length: 14 }, () => Math.floor(random() * 36).toString(36)).join('')}y`;
    planted.push({ how, word, isProfile });
    return word;
  };
  for (let number = 1; planted.length < wanted || number <= ways.length; number++) {
    const garden: Garden = { data, company, canary, heard: (text) => void heard.push(text), number };
    await ways[number % ways.length]?.(garden);
  }
}

async function judged({ data, company, canaries: planted, heard }: Field): Promise<Trial> {
  for (let turn = 0; turn < 6; turn++) {
    await company.skip(3 * MINUTE);
    await company.run('sweep');
    await sleep(1_000);
  }
  const issued = await credentialOf(company);
  await company.run('seal');
  const audit = (await company.operator('GET', 'audit')).text;
  const said = await commandLine(data, LOOKING);
  const people = await commandLine(data, PEOPLE);
  await sleep(1_000);
  const log = readFileSync(logOf(data), 'latin1');
  const places = { ...placesOf(data), log, replies: heard.join('\n'), audit, 'command line': said };
  const all = [...planted, ...secretsOf(data), issued];
  // Who asks for a person sees their profile, and no more than that.
  const hidden = all.filter(({ isProfile }) => !isProfile);
  const faults = [...emptyIn({ ...places, people }), ...leaksIn(places, all), ...leaksIn({ people }, hidden)];
  const bytes = [...Object.values(places), people].reduce((sum, text) => sum + text.length, 0);
  const figures = {
    planted: planted.length,
    secrets: all.length - planted.length,
    places: Object.keys(places).length + 1,
  };
  return { name: 'canaries', figures: { ...figures, bytes }, faults };
}

function emptyIn(places: Places): readonly string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    text === '' ? [`there is nothing to look through in: ${place}`] : [],
  );
}

/** A credential is shown in this one reply, and is a canary from then on. */
async function credentialOf(company: Laptop): Promise<Canary> {
  for (const person of ['hr-50004', 'hr-9001', 'hr-70003']) {
    const { json } = await company.operator('POST', `credential/${person}/warehouse`);
    const { secret } = (json ?? {}) as { secret?: string };
    if (secret !== undefined) return { how: 'an issued credential', word: secret };
  }
  throw new Error('no credential could be issued');
}

/** What any client needs to join in, and the keys of the laptop itself. */
function secretsOf(data: string): readonly Canary[] {
  const json = (name: string) => JSON.parse(readFileSync(join(data, name), 'utf8')) as { [name: string]: string };
  const tokens = tokensIn(readFileSync(join(data, 'operators.json'), 'utf8')) ?? [];
  const named = [...Object.entries(json('secrets.json')), ...tokens.map(({ name, token }) => [name, token] as const)];
  const key = ['master.key', readFileSync(join(data, 'master.key'), 'utf8')] as const;
  return [...named, key].map(([name, word]) => ({ how: `the secret ${name}`, word }));
}

async function commandLine(data: string, commands: readonly string[]): Promise<string> {
  const said: string[] = [];
  for (const command of commands) said.push(await frontdesk(data, command.split(' ')));
  return said.join('\n');
}

function frontdesk(data: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const args = ['bin/frontdesk.js', '--data', data, ...words];
    execFile(process.execPath, args, { cwd: ROOT }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
