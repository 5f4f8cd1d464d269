// The command that shows what a policy would change for everybody, before it is in force.
import type { Command } from 'commander';
import { type PlanReport, planTally } from '../../shared/core/plan-report.ts';
import type { PreviewSlice } from '../../shared/model/preview.ts';
import { folderAt, folderOrFail } from '../base-policy.ts';
import { type Client, CommandFailed, clientFor, type Where } from '../client.ts';
import { planJson, planText } from '../plan-text.ts';
import { counted, show } from '../print.ts';

type Options = Where & {
  readonly json: boolean;
  readonly policy?: string;
  readonly base?: string;
  readonly target?: string;
  readonly limit: number;
};

/** Exit code when something would change. */
const CHANGES = 2;

/** `plan`. */
export function planCommand(program: Command): void {
  program
    .command('plan')
    .description('what a policy would change for everybody; exit code 0 for nothing, 2 for changes')
    .option('--policy <dir>', 'a folder, as if it were in force; else the policy that is')
    .option(
      '--base <rev>',
      'against another policy, not the ledger: a published version, or a git revision of the folder',
    )
    .option('--target <name>', 'only what happens at this target')
    .option('--limit <rows>', 'rows of the table', rowsOf, 200)
    .addHelpText(
      'after',
      '\nExample:\n  npx frontdesk plan\n  npx frontdesk plan --policy policy\n  npx frontdesk plan --policy policy --base origin/main',
    )
    .action((_options, command: Command) => plan(command.optsWithGlobals<Options>()));
}

function rowsOf(text: string): number {
  const rows = Number(text);
  if (!Number.isInteger(rows) || rows < 0) throw new CommandFailed(`--limit takes a number of rows, not "${text}"`);
  return rows;
}

async function plan(options: Options): Promise<void> {
  const report = await reportOf(clientFor(options), options);
  show(report, {
    json: false,
    human: (all) => (options.json ? JSON.stringify(planJson(all)) : planText(all, options)),
  });
  if (report.changes > 0) process.exitCode = CHANGES;
}

async function reportOf(client: Client, options: Options): Promise<PlanReport> {
  const tally = planTally({ target: options.target });
  const asked = askedOf(options);
  let looked = 0;
  let cursor: string | undefined;
  do {
    const slice = (await client.post('plan', JSON.stringify({ ...asked, cursor }))) as PreviewSlice;
    tally.add(slice);
    looked += slice.looked;
    cursor = slice.cursor;
    if (cursor !== undefined)
      process.stderr.write(`${counted(looked, 'person').replace('persons', 'people')} looked at\n`);
  } while (cursor !== undefined);
  return tally.report();
}

/** What is posted with every slice. */
function askedOf({ policy: dir, base }: Options) {
  const folder = dir === undefined ? {} : folderOrFail(dir);
  return { ...folder, ...(base !== undefined && { base: baseOf(base, dir ?? 'policy') }) };
}

/** Twelve hex characters name a version as a rule; a commit may look so too, and is taken where git knows one. */
function baseOf(base: string, dir: string) {
  const folder = folderAt(base, dir);
  if (folder) return folder;
  if (/^[0-9a-f]{12}$/.test(base)) return { version: base };
  throw new CommandFailed(`--base: "${base}" is no published version, and no git revision of ${dir}`);
}
