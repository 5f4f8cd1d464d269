// The policy's command: a folder is checked here, and goes in force there.
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { readPolicyFolder } from '../policy-folder.ts';
import { show } from '../print.ts';
import { FileRefused } from '../settings-file.ts';

type Options = Where & { readonly json: boolean };

interface Published {
  readonly version: string;
  readonly changed: boolean;
  readonly woken: number;
  readonly cursor?: string;
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
}

/** A large company takes several calls; each goes on where the one before stopped. */
async function publish(dir: string, { json, ...where }: Options): Promise<void> {
  const body = JSON.stringify(bundleOf(dir));
  const client = clientFor(where);
  let changed = false;
  let woken = 0;
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query: string = cursor && `?from=${encodeURIComponent(cursor)}`;
    const answer = (await client.post(`policy${query}`, body)) as Published;
    changed ||= answer.changed;
    woken += answer.woken;
    cursor = answer.cursor;
    if (cursor === undefined)
      show(
        { version: answer.version, changed, woken },
        {
          json,
          human: (done) =>
            `${done.changed ? 'In force' : 'Was in force already'}: ${done.version}. ${done.woken} people are looked at anew.`,
        },
      );
  }
}

function bundleOf(dir: string) {
  try {
    return readPolicyFolder(dir);
  } catch (error) {
    if (error instanceof FileRefused) throw new CommandFailed(error.message);
    throw new CommandFailed(`${dir} is no policy folder: it cannot be read`);
  }
}
