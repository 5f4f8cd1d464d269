// Every command of the command line, as commander knows it, and whether a line of a runbook is one of them.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';

const FOLDER = resolve(import.meta.dirname, '../../operator/commands');

/** All files of the commands' folder, so that a new one is known without being named here. */
export async function everyCommand(): Promise<Command> {
  const program = new Command('frontdesk')
    .option('--json')
    .option('--data <dir>')
    .option('--url <url>')
    .option('--as <operator>');
  for (const file of readdirSync(FOLDER)) {
    const module = (await import(`${FOLDER}/${file}`)) as { readonly [name: string]: unknown };
    for (const [name, register] of Object.entries(module))
      if (/Commands?$/.test(name) && typeof register === 'function') register(program);
  }
  return program;
}

/** What is wrong with a line such as `npx frontdesk plans 3f2a91bc`; undefined when it can be run as it stands. */
export function faultOf(program: Command, line: string): string | undefined {
  const words = [...line.replace(/ #.*$/, '').matchAll(/"[^"]*"|\S+/g)].map(([word]) => word).slice(2);
  let command = program;
  while (words.length > 0) {
    const next = command.commands.find((one) => one.name() === words[0]);
    if (!next) break;
    command = next;
    words.shift();
  }
  if (command === program || command.commands.length > 0) return 'is no command';
  const given = words.filter((word) => word.startsWith('--'));
  const known = [...command.options, ...program.options];
  const unknown = given.find((word) => !known.some(({ long }) => long === word));
  if (unknown !== undefined) return `has no option ${unknown}`;
  const lacking = command.options.find(({ mandatory, long }) => mandatory && !given.includes(long ?? ''));
  if (lacking) return `lacks ${lacking.long}`;
  const values = given.filter((word) => known.find(({ long }) => long === word)?.required).length;
  const count = words.length - given.length - values;
  const { length: most } = command.registeredArguments;
  const least = command.registeredArguments.filter(({ required }) => required).length;
  return count >= least && count <= most ? undefined : `takes ${least} to ${most} values, not ${count}`;
}

/** Lines that are commands, in blocks of `sh` and in code spans. */
export function commandsIn(text: string): readonly string[] {
  const lines = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
  const spans = [...text.matchAll(/`(npx frontdesk [^`]+)`/g)].map(([, span = '']) => span);
  return [...lines, ...spans].filter((line) => line !== '');
}
