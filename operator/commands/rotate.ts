// Secrets on the command line: what is how old, and a new value for one of them.
import { type Command, Option } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { valueFor } from '../new-value.ts';
import { facts, show, table } from '../print.ts';

export interface Secret {
  readonly name: string;
  readonly kind: string;
  readonly rotateDays: number;
  readonly ageDays?: number;
  readonly due: boolean;
  readonly usedAt?: number;
  readonly automatic: boolean;
  readonly lacks?: string;
  readonly rotation?: { readonly step: string; readonly next: number; readonly cause?: string };
  readonly failure?: { readonly at: number; readonly cause: string };
}

interface Rotated {
  readonly secret: string;
  readonly of: string;
  readonly state: string;
  readonly step?: string;
  readonly cause?: string;
  readonly next?: string;
  readonly value?: string;
  readonly breaks?: string;
}

type Options = Where & {
  readonly json: boolean;
  readonly now?: boolean;
  readonly list?: boolean;
  readonly cancel?: boolean;
  readonly valueFrom?: string;
};

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `rotate`. */
export function rotationCommands(program: Command): void {
  program
    .command('rotate')
    .argument('[secret]', 'its name in Secrets Manager, or the end of it, as in targets/warehouse')
    .description('a new value for a secret: tried out first, then switched, the old one ends after the overlap')
    .option('--now', 'after a leak: the old value ends with the switch')
    .option('--value-from <file>', 'the new value, where nobody here can make it; - is standard input')
    .addOption(
      new Option('--cancel', 'take back a new value that is not switched to yet').conflicts([
        'now',
        'valueFrom',
        'list',
      ]),
    )
    .addOption(
      new Option('--list', 'every secret with its age, its last use and where its rotation stands').conflicts([
        'now',
        'valueFrom',
      ]),
    )
    .addHelpText(
      'after',
      '\nExample:\n  npx frontdesk rotate --list\n  npx frontdesk rotate targets/warehouse\n  npx frontdesk rotate sources/okta/api --value-from token.txt\n  npx frontdesk rotate operators --now --value-from operators.json',
    )
    .action((secret: string | undefined, _options, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      if (secret !== undefined && !options.list) return rotate(secret, options);
      if (secret !== undefined) throw new CommandFailed('--list shows all of them: leave out the name');
      if (options.now || options.cancel || options.valueFrom !== undefined)
        throw new CommandFailed('which secret? npx frontdesk rotate --list shows their names');
      return list(options);
    });
}

async function list({ json, ...where }: Options): Promise<void> {
  const secrets = (await clientFor(where).get('secrets')) as Secret[];
  show(secrets, { json, human: secretsTable });
  if (secrets.some(needsSomebody)) process.exitCode = WAITS;
}

/** A rotation that failed, or a value that is due and that only a person can bring. */
export function needsSomebody({ due, automatic, failure }: Secret): boolean {
  return failure !== undefined || (due && !automatic);
}

/** Every secret, one a line. */
export function secretsTable(secrets: readonly Secret[]): string {
  return table(
    ['secret', 'kind', 'age', 'limit', 'last use', 'rotation'],
    secrets.map((secret) => [
      secret.name,
      secret.kind,
      secret.ageDays === undefined ? 'unknown' : days(secret.ageDays),
      days(secret.rotateDays),
      secret.usedAt === undefined ? '' : new Date(secret.usedAt).toISOString().slice(0, 16),
      standingOf(secret),
    ]),
  );
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

function standingOf({ rotation, failure, due, automatic, lacks }: Secret): string {
  if (rotation?.step === 'end') return `the old value ends ${new Date(rotation.next).toISOString().slice(0, 16)}`;
  if (rotation) return `${rotation.step}${rotation.cause ? `: waits ${rotation.cause}` : ''}`;
  if (failure) return `failed (${failure.cause})`;
  if (due && lacks !== undefined) return `due: ${lacks}`;
  if (due) return automatic ? 'due: begins by itself' : 'due: bring a new value';
  return automatic ? '' : 'by hand';
}

async function rotate(secret: string, { json, now, cancel, valueFrom, ...where }: Options): Promise<void> {
  const query = new URLSearchParams({ secret, ...(now && { now: '1' }), ...(cancel && { cancel: '1' }) });
  const value = valueFrom === undefined ? undefined : valueFor(secret, valueFrom);
  const rotated = (await clientFor(where).post(`rotate?${query}`, value)) as Rotated;
  show(rotated, { json, human: rotatedText });
  if (rotated.state === 'failed') throw new CommandFailed(`not rotated, nothing was switched: ${rotated.cause}`);
  if (rotated.step !== undefined && rotated.step !== 'end') process.exitCode = WAITS;
}

function rotatedText({ secret, state, step, cause, next, value, breaks }: Rotated): string {
  const told = value === undefined ? '' : `\n\nGive it to the sender, it is shown this once:\n${value}`;
  return `${facts([
    ['secret', secret],
    ['state', stateText({ state, step, cause, next })],
    ['breaks', breaks],
  ])}${told}`;
}

function stateText({ state, step, cause, next }: Partial<Rotated>): string {
  if (state === 'finished') return 'rotated, the old value has ended';
  if (state === 'failed') return `failed (${cause})`;
  if (state === 'cancelled') return 'taken back: nothing was switched';
  if (state === 'busy') return 'somebody else is at it';
  if (step === 'end') return `rotated, the old value ends at ${next}`;
  return `at the step "${step}"${cause ? `: ${cause}` : ''}; it goes on by itself`;
}
