// How a program beside `npx frontdesk` reads its flags: what is wrong with them is one sentence that leads to its help.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A program was called as it cannot be. `call`, as in `npm run refill`, is how a person starts it. */
export class Misused extends Error {
  constructor(call: string, what: string) {
    super(`${what}; see ${call} -- --help`);
    this.name = 'Misused';
  }
}

/** What `parseArgs` of Node makes of the same `config`. Throws `Misused`. */
export function readFlags<const T extends ParseArgsConfig>(call: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node's first sentence says what is wrong; the ones after it tell of arguments that begin with a dash.
    const [what = ''] = error instanceof Error ? error.message.split(/\.\s|\n/) : [];
    throw new Misused(call, what);
  }
}

interface NumberFlag {
  readonly flag: string;
  readonly text: string;
  readonly least?: number;
  readonly most?: number;
}

/** The whole number that a flag was given, from `least` to `most`. Throws `Misused`. */
export function wholeNumber(
  call: string,
  { flag, text, least = 0, most = Number.MAX_SAFE_INTEGER }: NumberFlag,
): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Misused(call, `${flag} ${text}: give a whole number from ${least} to ${most}`);
}
