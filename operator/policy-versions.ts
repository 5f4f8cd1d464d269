// Versions that are in force: which one is for whom, how a trial does, what went before, and how it is stopped.
import type { Command } from 'commander';
import type { PolicyChange } from '../shared/core/policy/compared.ts';
import { clientFor, type Where } from './client.ts';
import { counted, facts, seconds, show, table } from './print.ts';
import { type Published, plansOver, publishedText } from './published-text.ts';

type Options = Where & { readonly json: boolean };

interface Version {
  readonly version: string;
  readonly by?: string;
  readonly commit?: string;
  readonly dirty?: boolean;
}

interface RollOut extends Version {
  readonly to: string;
  readonly steps: readonly number[];
  readonly since: string;
  readonly watchMinutes: number;
  readonly decided: number;
  readonly failed: readonly string[];
  readonly mostFailures: number;
  readonly nextAt?: string;
}

interface Status {
  readonly base?: Version;
  readonly rollOut?: RollOut;
  readonly plans?: readonly (Version & { readonly plan: string })[];
  readonly frozen?: { readonly by: string; readonly since: string };
  readonly stale?: { readonly people: number; readonly since: string };
}

interface Line {
  readonly at: string;
  readonly act: string;
  readonly version: string;
  readonly by: string;
  readonly to?: string;
  readonly cause?: string;
  readonly commit?: string;
  readonly dirty?: boolean;
}

/** `policy status`, `history`, `diff`, `revert`, `freeze`, `unfreeze`. */
export function rollOutCommands(policy: Command): void {
  look(policy, { name: 'status', means: 'which version is for whom, and how a trial does', human: statusText });
  look(policy, {
    name: 'history',
    means: 'what was published, by whom, for whom, and what became of it',
    human: historyText,
  });
  policy
    .command('diff')
    .argument('<from>', 'a version, as in 3f2a91bc04de')
    .argument('<to>', 'another one')
    .description('what one version says otherwise than another, with file and line')
    .addHelpText('after', '\nExample:\n  npx frontdesk policy diff 3f2a91bc04de 77c01ab2d9e0')
    .action((...[from, to, , command]: [string, string, unknown, Command]) =>
      diff({ from, to }, command.optsWithGlobals<Options>()),
    );
  revertCommand(policy);
  act(policy, {
    name: 'freeze',
    means: 'publish and widen nothing until unfreeze; revert stays possible',
    done: ({ version }) => `Frozen at: ${version}.`,
  });
  act(policy, { name: 'unfreeze', means: 'end the freeze', done: ({ version }) => `Goes on with: ${version}.` });
}

interface Look<T> {
  readonly name: string;
  readonly means: string;
  readonly human: (value: T) => string;
}

function look<T>(policy: Command, { name, means, human }: Look<T>): void {
  policy
    .command(name)
    .description(means)
    .addHelpText('after', `\nExample:\n  npx frontdesk policy ${name}`)
    .action(async (_options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      show((await clientFor(where).get(`policy/${name}`)) as T, { json, human });
    });
}

/** Without a version the one for everybody stays. */
function revertCommand(policy: Command): void {
  policy
    .command('revert')
    .argument('[version]', 'an earlier version, for everybody again')
    .description(
      'take a version on trial back, or else end the plans that are live; with a version: put that one in force for everybody',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  npx frontdesk policy revert\n  npx frontdesk policy revert 3f2a91bc04de\n\n"policy history" has the versions. What people lose by an earlier one passes the guard.',
    )
    .action(async (version: string | undefined, _options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      const path = version === undefined ? 'policy/revert' : `policy/revert/${encodeURIComponent(version)}`;
      const answer = await clientFor(where).post(path);
      if (version === undefined) show(answer as Steered, { json, human: revertedText });
      else show(answer as Published, { json, human: publishedText });
    });
}

interface Steered {
  readonly version: string;
  /** Those that are over by it. */
  readonly plans?: readonly string[];
}

interface Act {
  readonly name: string;
  readonly means: string;
  readonly done: (steered: Steered) => string;
}

function act(policy: Command, { name, means, done }: Act): void {
  policy
    .command(name)
    .description(means)
    .addHelpText('after', `\nExample:\n  npx frontdesk policy ${name}`)
    .action(async (_options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      show((await clientFor(where).post(`policy/${name}`)) as Steered, { json, human: done });
    });
}

function revertedText({ version, plans = [] }: Steered): string {
  return plans.length === 0 ? `Taken back: ${version}.` : `${plansOver(plans)} They go by ${version} again.`;
}

async function diff({ from, to }: { from: string; to: string }, { json, ...where }: Options): Promise<void> {
  const query = new URLSearchParams({ from, to });
  const found = await clientFor(where).get(`policy/diff?${query}`);
  show(found as { readonly changes: readonly PolicyChange[] }, { json, human: ({ changes }) => diffText(changes) });
}

function diffText(changes: readonly PolicyChange[]): string {
  if (changes.length === 0) return 'They say the same.';
  return table(
    ['part', 'name', 'change', 'where'],
    changes.map(({ part, name, change, at }) => [part, name, change, at ?? '']),
  );
}

function versionText({ version, by, commit, dirty }: Version): string {
  const from = commit === undefined ? '' : `, commit ${commitText({ commit, dirty })}`;
  return `${version}${by === undefined ? '' : `, by ${by}`}${from}`;
}

function commitText({
  commit = '',
  dirty,
}: {
  readonly commit?: string | undefined;
  readonly dirty?: boolean | undefined;
}) {
  return `${commit.slice(0, 12)}${dirty ? ' with changes' : ''}`;
}

function statusText({ base, rollOut, plans = [], frozen, stale }: Status): string {
  if (!base) return 'Nothing was ever published: npx frontdesk policy publish';
  return facts([
    ['for everybody', versionText(base)],
    ...(rollOut ? rollOutFacts(rollOut) : []),
    ...plans.map((one) => ['for the people of a plan', `${versionText(one)}: plan ${one.plan.slice(0, 12)}`] as const),
    ['frozen', frozen && `by ${frozen.by}, since ${seconds(frozen.since)}`],
    ['not decided anew', stale && `${people(stale.people)} at the last look, since ${seconds(stale.since)}`],
  ]);
}

function rollOutFacts(rollOut: RollOut) {
  const { to, steps, since, decided, failed, mostFailures, nextAt, watchMinutes } = rollOut;
  const next = steps[0] === undefined ? 'everybody' : `${steps[0]} % of everybody`;
  const when =
    nextAt === undefined ? `${counted(watchMinutes, 'minute')} after everybody in it was decided` : seconds(nextAt);
  return [
    ['on trial', versionText(rollOut)],
    ['for', `${to}, ${people(decided)}, since ${seconds(since)}`],
    [
      'failed',
      `${failed.length}, more than ${mostFailures} take it back${failed.length > 0 ? `: ${failed.slice(0, 5).join(', ')}` : ''}`,
    ],
    ['next', `${next}, ${when}`],
  ] as const;
}

function historyText(lines: readonly Line[]): string {
  if (lines.length === 0) return 'Nothing was ever published.';
  const rows = lines.map(({ at, act: what, version, by, to, cause, ...from }) => {
    return [seconds(at), what, version, commitText(from), by, cause ?? to ?? ''];
  });
  return table(['at', 'what', 'version', 'commit', 'by', 'for whom, or why'], rows);
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}
