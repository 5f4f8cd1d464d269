// A command that takes no flag but --help says so, instead of running for minutes over a word that was mistyped.
import { parseArgs } from 'node:util';

/** True when only `help` was asked for, and shown. Throws one sentence for any other word. */
export function isHelpAsked(help: string, words: readonly string[] = process.argv.slice(2)): boolean {
  const { values } = parseArgs({ args: [...words], options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) process.stdout.write(help);
  return values.help === true;
}
