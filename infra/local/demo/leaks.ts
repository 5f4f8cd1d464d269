// Looks for what must never be written in clear: people's names and addresses, and every secret of the laptop.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tokensIn } from '../../../operator/tokens-file.ts';
import { loggedText } from './log-capture.ts';
import { foundIn } from './needles.ts';
import type { Stage } from './stage.ts';

export interface Leaks {
  /** What was found and where, never the word itself. */
  readonly found: readonly string[];
  readonly needles: number;
  readonly bytes: number;
}

/** Operators type a person's name or address where an id belongs: the questions must leave no trace of it. To be asked before the log is sealed. */
export async function askByName(stage: Stage): Promise<void> {
  const client = stage.as('charlie');
  for (const name of await namesOf(stage, 3))
    for (const path of ['person/', 'trace/mail:', 'plan/'])
      await client.get(`${path}${encodeURIComponent(name)}`).catch(() => undefined);
}

async function namesOf({ witness, people }: Stage, most = Number.POSITIVE_INFINITY): Promise<readonly string[]> {
  const names = (await witness.app()).map(({ name }) => name);
  return [...names.slice(0, most), ...people.flatMap(({ displayName }) => displayName ?? []).slice(0, most)];
}

/** Searches the log of the functions, the queues' files and the exported audit log. */
export async function leaks(stage: Stage, log: string): Promise<Leaks> {
  const secrets = [...valuesIn(stage.file('secrets.json')), ...tokensOf(stage.file('operators.json'))];
  const people = await namesOf(stage);
  const places = { log: loggedText(), queues: filesBelow(stage.file('sqs')), 'audit log': log };
  const found = Object.entries(places).flatMap(([place, text]) => [
    ...(foundIn(text, secrets) ? [`a secret in the ${place}`] : []),
    ...(foundIn(text, people) ? [`a person's name or address in the ${place}`] : []),
  ]);
  const bytes = Object.values(places).reduce((sum, text) => sum + text.length, 0);
  return { found, needles: new Set([...secrets, ...people]).size, bytes };
}

function valuesIn(file: string): readonly string[] {
  return Object.values(JSON.parse(readFileSync(file, 'utf8')) as { [name: string]: string });
}

function tokensOf(file: string): readonly string[] {
  return (tokensIn(readFileSync(file, 'utf8')) ?? []).map(({ token }) => token);
}

function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}
