// The command that takes a file in, and says what came of it for the people in it.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { facts, show } from '../print.ts';
import { command as say } from '../quoted.ts';

type Options = Where & { readonly json: boolean; readonly source: string; readonly acceptColumns?: boolean };

interface Unfinished {
  readonly kind: 'unfinished';
  readonly done: number;
  readonly total: number;
}

interface Imported {
  readonly kind: 'imported';
  readonly people: number;
  readonly changed: number;
  readonly missing: number;
  readonly left: number;
  readonly refused: readonly { readonly line: number; readonly what: string }[];
  readonly sanity: { readonly kind: string; readonly why?: string };
  readonly unproven?: string;
  readonly held?: { readonly hash: string };
  readonly repeats?: string;
  /** People of the file whom the guard holds, and whether all that it says is decided. */
  readonly effect: { readonly held: number; readonly decided: boolean };
}

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `import`. */
export function importCommand(program: Command): void {
  program
    .command('import')
    .argument('<file>', 'a CSV file with everybody in it')
    .description(
      'take a snapshot in; exit code 2 when people of it are held or not decided yet, a row was left out, or the file is not proven to be whole',
    )
    .option('--source <name>', 'a source that takes files', 'csv')
    .option('--accept-columns', 'columns that the last file had are meant to be gone: their values go from everybody')
    .addHelpText('after', '\nExample:\n  npx frontdesk import people.csv')
    .action((file: string, _options, command: Command) => importFile(file, command.optsWithGlobals<Options>()));
}

async function importFile(file: string, options: Options): Promise<void> {
  const imported = await imports(options, readOrFail(file));
  const { held, unproven, refused, effect } = imported;
  show(imported, { json: options.json, human: (all) => importText(all, options) });
  if (held || unproven !== undefined || refused.length > 0 || effect.held > 0 || !effect.decided)
    process.exitCode = WAITS;
}

/** Calls in a row that were not answered in time before the command gives up. */
const PATIENCE = 5;
/** Calls that are answered while people of the file are not decided yet. */
const LOOKS = 3;

/**
 * A large file takes several calls; each goes on where the one before stopped, also one that had no time left to say so. What is in already
 * is answered again, with what has come of it by then.
 */
async function imports(options: Options, bytes: Uint8Array): Promise<Imported> {
  let first: Imported | undefined;
  for (let late = 0, looks = 1; ; ) {
    const answer = await call(options, bytes).catch((error: unknown) => {
      if (!(error instanceof CommandFailed) || error.status !== 503 || ++late >= PATIENCE) throw error;
    });
    if (!answer) continue;
    late = 0;
    if (answer.kind === 'unfinished') {
      process.stderr.write(`${answer.done} of ${answer.total} changed people are in\n`);
      continue;
    }
    first ??= answer;
    if (answer.effect.decided || looks++ >= LOOKS) return { ...first, effect: answer.effect };
  }
}

async function call({ source, acceptColumns, ...where }: Options, bytes: Uint8Array): Promise<Imported | Unfinished> {
  const path = `import/${encodeURIComponent(source)}${acceptColumns ? '?columns=accepted' : ''}`;
  return (await clientFor(where).post(path, bytes)) as Imported | Unfinished;
}

function readOrFail(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandFailed(`${file} cannot be read`);
  }
}

function importText(imported: Imported, where: Where): string {
  const { people, changed, missing, left, refused } = imported;
  const lines = refused.slice(0, 10).map(({ line, what }) => `  line ${line}: ${what}`);
  const counts = facts([
    ['people', people],
    ['changed', changed],
    ['missing', missing],
    ['left', left],
    ['left out', refused.length],
  ]);
  return [[counts, ...lines].join('\n'), ...notesOf(imported, where)].join('\n\n');
}

function notesOf({ sanity, unproven, held, repeats, effect }: Imported, where: Where): readonly string[] {
  const people = effect.held === 1 ? '1 person' : `${effect.held} people`;
  return [
    ...(repeats === undefined
      ? []
      : [`It was taken in before, at ${repeats.slice(0, 19)}Z: this is what it came to, and nothing is new in it.`]),
    ...(unproven === undefined ? [] : [`The file is not proven to be whole: ${unproven}. Nobody is removed by it.`]),
    ...(effect.held > 0 ? [`The guard holds what ${people} of it would lose: see ${say(where, 'plans')}`] : []),
    ...(effect.decided
      ? []
      : [`Not all of it is decided yet, and the guard may hold some: see ${say(where, 'status')}`]),
    ...(held
      ? [
          `Nobody was removed: ${sanity.why}.\nIf they really left, two people say so: ${say(where, `approve ${held.hash.slice(0, 12)}`)}`,
        ]
      : []),
  ];
}
