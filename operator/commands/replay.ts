// The command that asks what another policy would have done: the facts of a window, under both.
import type { Command } from 'commander';
import { added, type ReplayTotals, totalsOf } from '../../shared/core/policy/replay-totals.ts';
import { baseNamed } from '../base-policy.ts';
import { type Client, clientFor, type Where } from '../client.ts';
import { policyGivenIn } from '../policy-given.ts';
import { show } from '../print.ts';
import { type PersonReplayed, replayText } from '../replay-text.ts';
import { type Sliced, slices } from '../slices.ts';

interface Options extends Where {
  readonly json: boolean;
  readonly since: string;
  readonly policy: string;
  readonly base?: string;
}

interface ReplaySlice extends Sliced {
  readonly window: { readonly from: string; readonly to: string };
  readonly base: string;
  readonly policy: string;
  readonly totals: ReplayTotals;
  readonly people: readonly PersonReplayed[];
}

/** Exit code when anything would have been different, as of a plan. */
const DIFFERENT = 2;

/** `replay`. */
export function replayCommand(program: Command): void {
  program
    .command('replay')
    .requiredOption('--policy <dir>', 'the folder of the policy that is tried')
    .option('--since <time>', 'how far back: 30d, 12h, 2w, a day or an instant', '30d')
    .option(
      '--base <version>',
      'compared with a published version, or a git revision of the folder; else the version for everybody',
    )
    .description('what would have been different under another policy; exit code 2 when anything would')
    .addHelpText('after', '\nExample:\n  npx frontdesk replay --since 30d --policy policy')
    .action((_options, command: Command) => replay(command.optsWithGlobals<Options>()));
}

async function replay({ json, since, policy, base, ...where }: Options): Promise<void> {
  const given = { ...policyGivenIn(policy), ...(base !== undefined && { base: baseNamed(base, policy) }) };
  let window: ReplaySlice['window'] | undefined;
  const ask = (client: Client, cursor: string | undefined) => {
    const asked = window ? { since: window.from, until: window.to } : { since };
    return client.post('replay', JSON.stringify({ ...given, ...asked, ...(cursor !== undefined && { cursor }) }));
  };
  let totals = totalsOf([]);
  const people: PersonReplayed[] = [];
  let last: ReplaySlice | undefined;
  for await (const slice of slices<ReplaySlice>(clientFor(where), ask)) {
    ({ window } = slice);
    totals = added(totals, slice.totals);
    people.push(...slice.people);
    last = slice;
  }
  people.sort(losersFirst);
  const head = { window, base: last?.base ?? '', policy: last?.policy ?? '' };
  show({ ...head, totals, people }, { json, human: replayText });
  if (totals.different > 0) process.exitCode = DIFFERENT;
}

function losersFirst(a: PersonReplayed, b: PersonReplayed): number {
  const loses = ({ different }: PersonReplayed) => Number(different.some(({ kind }) => kind === 'loss'));
  return loses(b) - loses(a) || (a.person < b.person ? -1 : 1);
}
