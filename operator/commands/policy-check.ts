// The commands that look at a policy folder and change nothing: check, test, schema.
import { type Command, InvalidArgumentError } from 'commander';
import { nearestName } from '../../shared/core/nearest.ts';
import { CommandFailed, type Where } from '../client.ts';
import { checkFolder } from '../policy-check/check-folder.ts';
import { type CheckOptions, checkText, testText } from '../policy-check/report.ts';
import { testFolder } from '../policy-check/test-folder.ts';
import { partSchema, SCHEMA_NAMES } from '../policy-docs/part-schema.ts';
import { show } from '../print.ts';

type Options = Where & CheckOptions & { readonly json: boolean; readonly coverage?: number };

const CHECK_HELP = `
Exit codes: 0 nothing to say, or warnings only; 1 an error; 2 warnings only, with --strict.
With --url, a running Frontdesk is asked whether the people whom the policy names are still there.

Examples:
  npx frontdesk policy check policy --settings frontdesk.yaml
  npx frontdesk policy check policy --strict --json`;

/** `check`, `test` and `schema`, below `policy`. */
export function policyCheckCommands(policy: Command): void {
  policy
    .command('check')
    .argument('[dir]', 'the folder', 'policy')
    .description('what is wrong with a folder, or probably not meant, line by line')
    .option('--settings <file>', 'the settings: whose attributes and targets there are')
    .option('--usage <file>', 'what targets report of use, as JSON')
    .option('--people <file>', 'the status of people by their id, as JSON')
    .option('--base <rev>', 'a git revision of the folder: what protects less than there')
    .option('--strict', 'warnings count too', false)
    .addHelpText('after', CHECK_HELP)
    .action((dir: string, _options, command: Command) => check(dir, command.optsWithGlobals<Options>()));
  policy
    .command('test')
    .argument('[dir]', 'the folder', 'policy')
    .description('run the tests of a folder, and say which rules they try')
    .option('--coverage <percent>', 'fail where fewer of the rules are tried both ways', percent)
    .addHelpText(
      'after',
      '\nExit codes: 0 all pass, 1 not.\n\nExample:\n  npx frontdesk policy test policy --coverage 100',
    )
    .action((dir: string, _options, command: Command) => test(dir, command.optsWithGlobals<Options>()));
  policy
    .command('schema')
    .argument('[part]', 'roles, rules, and so on, or tests; without it, all of them in one object')
    .description('the JSON Schema of a part, for editors')
    .addHelpText('after', '\nExample:\n  npx frontdesk policy schema rules > rules.schema.json')
    .action((part: string | undefined) => {
      process.stdout.write(`${JSON.stringify(schemaOf(part), null, 2)}\n`);
    });
}

async function check(dir: string, { json, strict, ...besides }: Options): Promise<void> {
  const checked = await checkFolder(dir, besides, Date.now());
  show(json ? checked.problems : checked, { json, human: () => checkText(checked) });
  const errors = checked.problems.filter(({ severity }) => severity === 'error').length;
  process.exitCode = errors > 0 ? 1 : strict && checked.problems.length > 0 ? 2 : 0;
}

function test(dir: string, { json, coverage }: Options): void {
  const tested = testFolder(dir, { now: Date.now(), least: coverage });
  show(tested, { json, human: testText });
  process.exitCode = tested.passed ? 0 : 1;
}

function schemaOf(part: string | undefined): object {
  if (part === undefined) return Object.fromEntries(SCHEMA_NAMES.map((name) => [name, partSchema(name)]));
  if (SCHEMA_NAMES.includes(part)) return partSchema(part);
  const meant = nearestName(part, SCHEMA_NAMES);
  throw new CommandFailed(
    `a policy has no part "${part}"${meant === undefined ? '' : `, but "${meant}"`}; it has ${SCHEMA_NAMES.join(', ')}.`,
  );
}

function percent(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value > 100) throw new InvalidArgumentError('It is a whole number up to 100.');
  return value;
}
