// Commands that walk the entitlement graph: who holds something, and what somebody or something reaches.
import type { Command } from 'commander';
import { type Client, CommandFailed, clientFor, type Where } from '../client.ts';
import { readPatiently } from '../patient.ts';
import { show } from '../print.ts';
import { type Reached, reachText } from '../reach-text.ts';
import { type Sliced, slices } from '../slices.ts';
import { type Holder, whoText } from '../who-text.ts';

type Options = Where & {
  readonly json: boolean;
  readonly target?: string;
  readonly kind?: string;
  readonly asOf?: string;
};

interface WhoSlice extends Sliced {
  readonly people: readonly Holder[];
  /** No policy knows the name: said where nobody holds it either. */
  readonly unknown?: string;
  readonly sentences?: readonly string[];
}

interface Held {
  readonly people: readonly Holder[];
  /** Of another moment: how it is known, and who is not in it. */
  readonly sentences: readonly string[];
}

const AS_OF = ['--as-of <date>', 'at another moment: a day such as 2026-12-24, or an instant'] as const;

/** `who`, `reach`. */
export function reachCommands(program: Command): void {
  program
    .command('who')
    .argument('<what>', 'an entitlement such as group:engineering, "account", a role, or rule:ID')
    .option('--target <name>', 'at this target only')
    .option(...AS_OF)
    .description('everybody who holds it, and by which rules')
    .addHelpText(
      'after',
      '\nExamples:\n  npx frontdesk who group:engineering --target app\n  npx frontdesk who group:engineering --as-of 2026-12-24',
    )
    .action((what: string, _options, command: Command) => who(what, command.optsWithGlobals<Options>()));
  program
    .command('reach')
    .argument('<what>', 'a person as in hr-1042, a role, an entitlement, or rule:ID')
    .option('--kind <kind>', 'person, role, entitlement or rule, where several have the name')
    .option(...AS_OF)
    .description('the entitlement graph from there: what it reaches, what leads to it, how risky it is')
    .addHelpText(
      'after',
      '\nExamples:\n  npx frontdesk reach engineer\n  npx frontdesk reach hr-1042 --as-of 2026-12-24',
    )
    .action((what: string, _options, command: Command) => reach(what, command.optsWithGlobals<Options>()));
}

async function who(what: string, { json, target, kind, asOf, ...where }: Options): Promise<void> {
  const { people, sentences } = await holders(clientFor(where), what, { target, asOf });
  const count = new Set(people.map(({ person }) => person)).size;
  const asked = { of: what, ...(target !== undefined && { target }), ...(asOf !== undefined && { asOf }) };
  const told = { ...asked, ...(sentences.length > 0 && { sentences }), count, people };
  show(told, { json, human: () => [...sentences, whoText(people, { count, isPast: asOf !== undefined })].join('\n') });
}

type Asked = Pick<Options, 'target' | 'asOf'>;

async function holders(client: Client, what: string, { target, asOf }: Asked): Promise<Held> {
  const people: Holder[] = [];
  const ask = (at: Client, cursor: string | undefined) =>
    at.get(pathOf('who', what, { target, 'as-of': asOf, cursor }));
  let last: WhoSlice | undefined;
  for await (const slice of slices<WhoSlice>(client, ask)) {
    people.push(...slice.people);
    last = slice;
  }
  const { unknown, sentences = [] } = last ?? {};
  if (unknown !== undefined && people.length === 0) throw new CommandFailed(unknown);
  people.sort((a, b) => compare(a.person, b.person) || compare(a.target ?? '', b.target ?? ''));
  return { people, sentences };
}

/** What is no id in a path stands in the query. */
function pathOf(command: string, what: string, more: { readonly [name: string]: string | undefined }): string {
  const given = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const isId = /^[^\s#/\p{C}]{1,200}$/u.test(what);
  const query = new URLSearchParams([...given, ...(isId ? [] : [['of', what]])] as [string, string][]).toString();
  return `${command}${isId ? `/${encodeURIComponent(what)}` : ''}${query === '' ? '' : `?${query}`}`;
}

async function reach(what: string, { json, kind, target, asOf, ...where }: Options): Promise<void> {
  const client = clientFor(where);
  const found = (await readPatiently(() => client.get(pathOf('reach', what, { kind, 'as-of': asOf })))) as Reached;
  const held = found.kind === 'person' ? undefined : await holders(client, what, { asOf });
  const people = held && new Set(held.people.map(({ person }) => person)).size;
  const all = { ...found, ...(people !== undefined && { people }) };
  show(all, { json, human: reachText });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
