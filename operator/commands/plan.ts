// The command that shows what a policy would change for everybody, before it is in force.
import type { Command } from 'commander';
import { type PlanReport, planTally } from '../../shared/core/plan-report.ts';
import type { PreviewSlice } from '../../shared/model/preview.ts';
import { baseNamed } from '../base-policy.ts';
import { type Client, CommandFailed, clientFor, type Where } from '../client.ts';
import { writePlanFile } from '../plan-file.ts';
import { planJson, planText } from '../plan-text.ts';
import { refuseUnsound, SKIP_CHECKS } from '../policy-check/sound.ts';
import { committedAs } from '../policy-folder/committed.ts';
import type { WrittenPolicy } from '../policy-folder/read-text.ts';
import { policyGivenIn } from '../policy-given.ts';
import { show } from '../print.ts';
import { slices } from '../slices.ts';

type Options = Where & {
  readonly json: boolean;
  readonly policy?: string;
  readonly base?: string;
  readonly out?: string;
  readonly target?: string;
  readonly limit: number;
  readonly skipChecks?: boolean;
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
    .option('--out <file>', 'save the plan of --policy for "frontdesk apply"')
    .option(SKIP_CHECKS[0], `with --out: ${SKIP_CHECKS[1]}`)
    .option('--target <name>', 'only what happens at this target')
    .option('--limit <rows>', 'rows of the table', rowsOf, 200)
    .addHelpText(
      'after',
      '\nExample:\n  npx frontdesk plan\n  npx frontdesk plan --policy policy\n  npx frontdesk plan --policy policy --out plan.txt\n  npx frontdesk plan --policy policy --base origin/main',
    )
    .action((_options, command: Command) => plan(command.optsWithGlobals<Options>()));
}

function rowsOf(text: string): number {
  const rows = Number(text);
  if (!Number.isInteger(rows) || rows < 0) throw new CommandFailed(`--limit takes a number of rows, not "${text}"`);
  return rows;
}

async function plan(options: Options): Promise<void> {
  checkOut(options);
  const asked = askedOf(options);
  const { out, policy: dir, skipChecks } = options;
  if (out !== undefined && dir !== undefined && !skipChecks) await refuseUnsound(dir, options, Date.now());
  const committed = out !== undefined && dir !== undefined ? await committedAs(dir) : {};
  const report = await reportOf(clientFor(options), asked, options);
  const { policy, origin } = asked;
  const isSaved = out !== undefined && policy && origin;
  const saved = isSaved ? writePlanFile(out, report, { policy, origin: { ...origin, ...committed } }) : undefined;
  if (options.json) show({ ...planJson(report), saved: saved ?? null }, { json: true, human: String });
  else show(report, { json: false, human: (all) => planText(all, { ...options, saved }) });
  if (report.changes > 0) process.exitCode = CHANGES;
}

/** A saved plan is one of whole people, against the ledger, with the policy that it is made from. */
function checkOut({ out, policy, base, target }: Options): void {
  if (out === undefined) return;
  if (policy === undefined) throw new CommandFailed('--out saves the plan of a folder: name it with --policy');
  const other = base !== undefined ? '--base' : target !== undefined ? '--target' : undefined;
  if (other) throw new CommandFailed(`--out saves the whole plan against the ledger: leave ${other} out`);
}

async function reportOf(client: Client, asked: ReturnType<typeof askedOf>, options: Options): Promise<PlanReport> {
  const tally = planTally({ target: options.target });
  const body = { ...asked, pins: options.out !== undefined };
  const ask = (at: Client, cursor: string | undefined) => at.post('plan', JSON.stringify({ ...body, cursor }));
  for await (const slice of slices<PreviewSlice>(client, ask)) {
    checkTarget(options.target, Object.keys(slice.head.msPerCall));
    tally.add(slice);
  }
  return tally.report();
}

function checkTarget(target: string | undefined, known: readonly string[]): void {
  if (target === undefined || known.includes(target)) return;
  throw new CommandFailed(`there is no target "${target}", only ${known.join(', ')}`);
}

/** What is posted with every slice. */
function askedOf({ policy: dir, base }: Options) {
  const folder: Partial<WrittenPolicy> = dir === undefined ? {} : policyGivenIn(dir);
  return { ...folder, ...(base !== undefined && { base: baseNamed(base, dir ?? 'policy') }) };
}
