// The policy's command: a folder is checked here, and goes in force there.
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { readPolicyFolder } from '../policy-folder.ts';
import { show } from '../print.ts';
import { FileRefused } from '../settings-file.ts';
import { policyCheckCommands } from './policy-check.ts';

type Options = Where & { readonly json: boolean };

interface Published {
  readonly version: string;
  readonly changed: boolean;
  readonly woken: number;
}

/** `policy publish`. */
export function policyCommands(program: Command): void {
  const policy = program.command('policy').description('the policy: roles, rules, mappings and limits in a folder');
  policy
    .command('publish')
    .argument('[dir]', 'the folder', 'policy')
    .description('put a folder in force; what people would lose by it passes the guard')
    .addHelpText('after', '\nExample:\n  npx frontdesk policy publish policy')
    .action((dir: string, _options, command: Command) => publish(dir, command.optsWithGlobals<Options>()));
  policyCheckCommands(policy);
}

async function publish(dir: string, { json, ...where }: Options): Promise<void> {
  const { version, changed, woken } = (await clientFor(where).post(
    'policy',
    JSON.stringify(bundleOf(dir)),
  )) as Published;
  show(
    { version, changed, woken },
    {
      json,
      human: () =>
        changed
          ? `In force: ${version}. ${woken} people are looked at anew by now; in a large company the others follow by the minute.`
          : `Was in force already: ${version}.`,
    },
  );
}

function bundleOf(dir: string) {
  try {
    return readPolicyFolder(dir);
  } catch (error) {
    if (error instanceof FileRefused) throw new CommandFailed(error.message);
    throw new CommandFailed(`${dir} is no policy folder: it cannot be read`);
  }
}
