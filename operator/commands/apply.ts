// The command that applies a saved plan: to exactly its people, what was reviewed and nothing else.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readSavedPlan, type SavedPlan } from '../../shared/core/saved-plan.ts';
import type { ChunkEnd } from '../../shared/model/saved-plan.ts';
import { type Client, CommandFailed, clientFor, type Where } from '../client.ts';
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
/** Calls in a row that were not answered in time before the command gives up. */
const PATIENCE = 5;

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
  const plan = planOf(file);
  const applied = await applyAll(clientFor(options), plan);
  show(applied, { json: options.json, human: (all) => appliedText(all, options) });
  if (applied.moved.length > 0 || applied.held > 0) process.exitCode = WAITS;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Throws `CommandFailed` for what is no plan, also where one byte of it was changed. */
function planOf(file: string): SavedPlan {
  const plan = readSavedPlan(textOf(file), sha256);
  if (typeof plan !== 'string') return plan;
  throw new CommandFailed(
    `${file} is no saved plan, or was changed: ${plan}. Nothing was applied; make it anew with "plan --out"`,
  );
}

function textOf(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch {
    throw new CommandFailed(`${file} cannot be read as a saved plan`);
  }
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

/** A call that had no time left goes on with the next one, also where it could not say so. */
async function patient(client: Client, body: object): Promise<ChunkEnd> {
  for (let late = 0; ; ) {
    const answer = await client.post('apply-plan', JSON.stringify(body)).then(
      (said) => said as Answer,
      (error: unknown) => {
        if (!(error instanceof CommandFailed) || error.status !== 503 || ++late >= PATIENCE) throw error;
      },
    );
    if (!answer) continue;
    late = 0;
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
