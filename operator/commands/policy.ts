// The policy's commands: a folder is checked here, and goes in force there, for everybody or for some first.
import { type Command, InvalidArgumentError } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { refuseUnsound, SKIP_CHECKS } from '../policy-check/sound.ts';
import { committedAs } from '../policy-folder/committed.ts';
import { policyGivenIn } from '../policy-given.ts';
import { rollOutCommands } from '../policy-versions.ts';
import { show } from '../print.ts';
import { lookedAtText, type Published, publishedText } from '../published-text.ts';
import { policyCheckCommands } from './policy-check.ts';

interface Options extends Where {
  readonly json: boolean;
  readonly to?: string;
  readonly percent?: number;
  readonly steps?: readonly number[];
  readonly watch?: number;
  readonly maxFailures?: number;
  readonly replace?: boolean;
  readonly skipChecks?: boolean;
}

const EXAMPLES = `
Examples:
  npx frontdesk policy publish policy
  npx frontdesk policy publish policy --to pilot --steps 25,100 --watch 2h
  npx frontdesk policy publish policy --steps 5,25,100 --max-failures 10

With --to, --percent or --steps the version is tried on those people first. Each step is watched for the time of --watch, once
everybody in it has been decided; then the next one begins, and after the last one the version is for everybody. Where more
people fail than --max-failures (2, or 2 % of those it decides, if that is more), it is taken back by itself.`;

/** `policy publish`, and what becomes of it. */
export function policyCommands(program: Command): void {
  const policy = program.command('policy').description('the policy: versions of a folder, and for whom each one is');
  policy
    .command('publish')
    .argument('[dir]', 'the folder', 'policy')
    .description('put a folder in force; what people would lose by it passes the guard')
    .option('--to <name>', 'try it on a cohort of the policy first, or on those for whom a flag is on')
    .option('--percent <share>', 'try it on this share of everybody first', percent)
    .option('--steps <shares>', 'the shares of the steps that follow, as in 5,25,100', shares)
    .option('--watch <time>', 'how long each step is watched: 30m, 2h, 1d', minutes)
    .option('--max-failures <people>', 'more people than this who failed take it back', wholeNumber)
    .option('--replace', 'in the place of a version that is being rolled out')
    .option(...SKIP_CHECKS)
    .addHelpText('after', EXAMPLES)
    .action((dir: string, _options, command: Command) => publish(dir, command.optsWithGlobals<Options>()));
  rollOutCommands(policy);
  policyCheckCommands(policy);
}

async function publish(dir: string, options: Options) {
  const { json, to, percent, steps, watch, maxFailures, replace, skipChecks, ...where } = options;
  const asked = defined({ to, percent, steps, watch, maxFailures });
  const isTrial = to !== undefined || percent !== undefined || steps !== undefined;
  if (!isTrial && Object.keys(asked).length > 0)
    throw new CommandFailed(
      '--watch and --max-failures are for a version that is tried on some first: --to, --percent or --steps',
    );
  const bundle = await bundleOf(dir);
  if (!skipChecks) await refuseUnsound(dir, where, Date.now());
  const body = { ...bundle, ...(isTrial && { trial: asked }), ...(replace && { replace }) };
  const answer = (await clientFor(where).post('policy', JSON.stringify(body))) as Published;
  const { version, changed, woken, plans } = answer;
  show(
    { version, changed, woken, ...(plans && { plans }) },
    { json, human: () => (isTrial && changed ? triedText(answer) : publishedText(answer)) },
  );
}

function triedText({ version, woken }: Published): string {
  return `On trial: ${version}. ${lookedAtText(woken)}\nHow it does: npx frontdesk policy status. Back: npx frontdesk policy revert.`;
}

function defined(fields: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A version knows the commit that it comes from. */
async function bundleOf(dir: string) {
  const { policy, origin } = policyGivenIn(dir);
  return { policy, origin: { ...origin, ...(await committedAs(dir)) } };
}

function percent(text: string): number {
  const share = Number(text.replace(/%$/, ''));
  if (share > 0 && share <= 100) return share;
  throw new InvalidArgumentError('A share is a number from 0.01 to 100.');
}

function shares(text: string): readonly number[] {
  return text.split(',').map(percent);
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number.');
}

/** A step is watched for a month at most, in minutes. */
const LONGEST = 30 * 1_440;
const MINUTES: { readonly [unit: string]: number } = { m: 1, h: 60, d: 1_440 };

function minutes(text: string): number {
  const [, count, unit = ''] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const time = Number(count) * (MINUTES[unit] ?? 1);
  if (time > 0 && time <= LONGEST) return time;
  throw new InvalidArgumentError('A time is minutes, hours or days, from 1m to 30d: 30m, 2h, 1d.');
}
