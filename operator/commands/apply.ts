// The command that applies a saved plan: to exactly its people, what was reviewed and nothing else.
import type { Command } from 'commander';
import type { SavedPlan } from '../../shared/core/saved-plan.ts';
import type { ChunkEnd } from '../../shared/model/saved-plan.ts';
import { type Client, clientFor, type Where } from '../client.ts';
import { postPatiently } from '../patient.ts';
import { readPlanFile } from '../plan-file.ts';
import { facts, show, table } from '../print.ts';
import { command as say } from '../quoted.ts';

type Options = Where & { readonly json: boolean };

/** `unfinished`: the call was over before the chunk was; the same call goes on with it. */
type Answer = { readonly kind: 'unfinished' } | ({ readonly kind: 'done' } & ChunkEnd);

interface Applied extends ChunkEnd {
  readonly plan: string;
  readonly version: string;
  readonly people: number;
}

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `apply`. */
export function applyCommand(program: Command): void {
  program
    .command('apply')
    .argument('<file>', 'as "plan --out" wrote it')
    .description(
      'apply a saved plan to the people in it; who has moved since drops out. Exit code 2 when somebody did, or the guard holds something',
    )
    .addHelpText(
      'after',
      '\nExample:\n  npx frontdesk plan --policy policy --out plan.txt\n  npx frontdesk apply plan.txt\n\nIt may be repeated: what is done is not done twice, and what broke off goes on.',
    )
    .action((file: string, _options, command: Command) => apply(file, command.optsWithGlobals<Options>()));
}

async function apply(file: string, options: Options): Promise<void> {
  const plan = readPlanFile(file);
  const applied = await applyAll(clientFor(options), plan);
  show(applied, { json: options.json, human: (all) => appliedText(all, options) });
  if (applied.moved.length > 0 || applied.held > 0) process.exitCode = WAITS;
}

async function applyAll(
  client: Client,
  { hash, index, indexText, policyText, chunkTexts }: SavedPlan,
): Promise<Applied> {
  await patient(client, { index: indexText, policy: policyText });
  const moved: ChunkEnd['moved'] = [];
  let [applied, held] = [0, 0];
  for (const [number, text] of chunkTexts.entries()) {
    const end = await patient(client, { index: indexText, chunk: { number, text } });
    applied += end.applied;
    held += end.held;
    moved.push(...end.moved);
    if (number + 1 < chunkTexts.length)
      process.stderr.write(`${applied + moved.length} of ${index.people} people are done\n`);
  }
  await patient(client, { index: indexText, end: true });
  return { plan: hash, version: index.version, people: index.people, applied, held, moved };
}

/** A call that had no time left goes on with the next one. */
async function patient(client: Client, body: object): Promise<ChunkEnd> {
  for (;;) {
    const answer = (await postPatiently(client, 'apply-plan', JSON.stringify(body))) as Answer;
    if (answer.kind === 'done') return answer;
  }
}

function appliedText({ plan, version, people, applied, held, moved }: Applied, where: Where): string {
  const sums = facts([
    ['plan', plan],
    ['policy', version],
    ['people', people],
    ['applied', applied],
    ['held of them', held],
    ['dropped out', moved.length],
  ]);
  return [
    sums,
    ...(moved.length > 0
      ? [
          `${table(
            ['dropped out', 'what moved'],
            moved.map(({ person, what }) => [person, what]),
          )}\nThe next plan looks at them anew.`,
        ]
      : []),
    ...(held > 0 ? [`What is over the budget of the guard waits for two people: ${say(where, 'plans')}`] : []),
  ].join('\n\n');
}
