// Commands that ask why: one person and one entitlement.
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { readPatiently } from '../patient.ts';
import { policyGivenIn } from '../policy-given.ts';
import { show } from '../print.ts';

type Options = Where & { readonly json: boolean; readonly asOf?: string; readonly policy?: string };

interface Explained {
  readonly sentences: readonly string[];
}

/** `explain`. */
export function explainCommands(program: Command): void {
  program
    .command('explain')
    .usage('[options] PERSON [TARGET] ENTITLEMENT')
    .argument(
      '<PERSON [TARGET] ENTITLEMENT...>',
      'a person as in hr-1042, and an entitlement such as group:engineering, or "account"; between them the target, where several have it',
    )
    .option('--as-of <date>', 'at another moment: a day such as 2026-12-24, or an instant')
    .option('--policy <dir>', 'by the policy in this folder instead of the one in force')
    .description('why a person has an entitlement or not: rule, line and values, or the first condition that failed')
    .addHelpText(
      'after',
      '\nExamples:\n  npx frontdesk explain hr-1042 group:engineering\n  npx frontdesk explain hr-1042 app account --as-of 2026-12-24',
    )
    .action((words: string[], _options, command: Command) => explain(words, command.optsWithGlobals<Options>()));
}

async function explain(words: readonly string[], { json, asOf, policy, ...where }: Options): Promise<void> {
  const [person = '', ...what] = words;
  const [entitlement, target, ...others] = what.toReversed();
  if (entitlement === undefined || others.length > 0)
    throw new CommandFailed('name a person and an entitlement, and between them a target at most (see --help)');
  const query = new URLSearchParams({
    entitlement,
    ...(target !== undefined && { target }),
    ...(asOf !== undefined && { 'as-of': asOf }),
  });
  const path = `explain/${encodeURIComponent(person)}?${query}`;
  const client = clientFor(where);
  const given = policy === undefined ? undefined : JSON.stringify(policyGivenIn(policy));
  const answer = await readPatiently(() => (given === undefined ? client.get(path) : client.post(path, given)));
  show(answer as Explained, { json, human: ({ sentences }) => sentences.join('\n') });
}
