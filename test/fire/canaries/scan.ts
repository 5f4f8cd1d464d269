// Looks through everything that Frontdesk writes down or says, but for where personal data belongs, for what was planted.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { wordsIn } from '../../../infra/local/demo/needles.ts';

export interface Canary {
  /** How it came in: `salary in a hire`. Said instead of the word itself. */
  readonly how: string;
  readonly word: string;
  /** Part of a profile, which an operator who asks for the person sees. */
  readonly isProfile?: boolean;
}

/** Text by the name of the place where it was found. */
export type Places = { readonly [place: string]: string };

/** Traces, metrics, runs of workflows, sealed heads and the queues' files, dead letters included, of a laptop's data folder. */
export function placesOf(data: string): Places {
  const text = (name: string) => (existsSync(join(data, name)) ? readFileSync(join(data, name), 'latin1') : '');
  return {
    traces: text('traces.jsonl') + text('traces.jsonl.1'),
    metrics: filesBelow(join(data, 'metrics')),
    workflows: filesBelow(join(data, 'states')),
    queues: filesBelow(join(data, 'sqs')),
    heads: text('heads.jsonl'),
    addresses: text('laptop.json'),
  };
}

/** One sentence for each canary and place; never the word. */
export function leaksIn(places: Places, canaries: readonly Canary[]): readonly string[] {
  const hows = new Map(canaries.map(({ how, word }) => [word, how]));
  return Object.entries(places).flatMap(([place, text]) =>
    wordsIn(text, [...hows.keys()]).map((word) => `${hows.get(word)} is in: ${place}`),
  );
}

function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}
