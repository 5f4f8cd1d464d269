// `backup`: what a running laptop knows, in two files that "npm run restore" takes.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import { CommandFailed, clientFor, laptopOf, type Where } from '../client.ts';
import { counted, facts, show } from '../print.ts';

const Taken = z.object({ at: z.string(), backup: z.string(), keys: z.string() });

type Options = Where & { readonly json: boolean; readonly keys?: string };

/** `backup FILE`, of the laptop only: in the cloud tables have point-in-time recovery. */
export function backupCommand(program: Command): void {
  program
    .command('backup')
    .argument('<file>', 'where to; for its owner alone, since every secret is in it')
    .description('what this laptop knows at this moment, while it runs on')
    .option(
      '--keys <file>',
      'where the keys of personal data go, over those of the backup before; else keys.jsonl beside the file',
    )
    .addHelpText('after', '\nExample:\n  npx frontdesk backup backups/monday.jsonl')
    .action((file: string, _options, command: Command) => backup(file, command.optsWithGlobals<Options>()));
}

async function backup(
  file: string,
  { keys = join(dirname(file), 'keys.jsonl'), json, ...where }: Options,
): Promise<void> {
  if (keys === file) throw new CommandFailed('the keys need a file of their own: it is written over each time');
  const { token } = clientFor(where);
  const response = await fetch(`${laptopOf(where).door}/backup`, {
    headers: { authorization: `Bearer ${token}` },
  }).catch(() => {
    throw new CommandFailed('nothing answers: is "npm start" running?', 3);
  });
  if (!response.ok) throw new CommandFailed(((await response.json()) as { title: string }).title);
  const taken = Taken.parse(await response.json());
  writeWhole(file, taken.backup);
  writeWhole(keys, taken.keys);
  const lines = taken.backup.split('\n').length - 3;
  show({ file, keys, at: taken.at, lines }, { json, human: () => told(file, keys, { at: taken.at, lines }) });
}

function told(file: string, keys: string, { at, lines }: { readonly at: string; readonly lines: number }): string {
  return facts([
    ['backup', `${file}: ${counted(lines, 'line')} of ${at}, with every secret and key of this laptop`],
    ['keys', `${keys}: keep this one only, never an older one; whoever is erased is gone from the next`],
    ['restore', `npm run restore -- ${file} --keys ${keys}`],
  ]);
}

/** The file before it stays whole until the new one is. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
    throw new CommandFailed(`${file} cannot be written`);
  }
}
