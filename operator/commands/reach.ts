// Commands that walk the entitlement graph: who holds something, and what somebody or something reaches.
import type { Command } from 'commander';
import { type Client, CommandFailed, clientFor, type Where } from '../client.ts';
import { readPatiently } from '../patient.ts';
import { show, table } from '../print.ts';
import { type Reached, reachText } from '../reach-text.ts';
import { type Sliced, slices } from '../slices.ts';

type Options = Where & { readonly json: boolean; readonly target?: string; readonly kind?: string };

interface Holder {
  readonly person: string;
  readonly rules: readonly string[];
  readonly target?: string;
  readonly account?: string;
  readonly state?: string;
  readonly mayRemain?: true;
}

interface WhoSlice extends Sliced {
  readonly people: readonly Holder[];
  /** No policy knows the name: said where nobody holds it either. */
  readonly unknown?: string;
}

/** `who`, `reach`. */
export function reachCommands(program: Command): void {
  program
    .command('who')
    .argument('<what>', 'an entitlement such as group:engineering, "account", a role, or rule:ID')
    .option('--target <name>', 'at this target only')
    .description('everybody who holds it, and by which rules')
    .addHelpText('after', '\nExample:\n  npx frontdesk who group:engineering --target app')
    .action((what: string, _options, command: Command) => who(what, command.optsWithGlobals<Options>()));
  program
    .command('reach')
    .argument('<what>', 'a person as in hr-1042, a role, an entitlement, or rule:ID')
    .option('--kind <kind>', 'person, role, entitlement or rule, where several have the name')
    .description('the entitlement graph from there: what it reaches, what leads to it, how risky it is')
    .addHelpText('after', '\nExamples:\n  npx frontdesk reach engineer\n  npx frontdesk reach hr-1042')
    .action((what: string, _options, command: Command) => reach(what, command.optsWithGlobals<Options>()));
}

async function who(what: string, { json, target, kind, ...where }: Options): Promise<void> {
  const people = await holders(clientFor(where), what, target);
  const count = new Set(people.map(({ person }) => person)).size;
  show(
    { of: what, ...(target !== undefined && { target }), count, people },
    { json, human: () => whoText(people, count) },
  );
}

async function holders(client: Client, what: string, target?: string): Promise<readonly Holder[]> {
  const people: Holder[] = [];
  const ask = (at: Client, cursor: string | undefined) => at.get(pathOf('who', what, { target, cursor }));
  let unknown: string | undefined;
  for await (const slice of slices<WhoSlice>(client, ask)) {
    people.push(...slice.people);
    unknown = slice.unknown;
  }
  if (unknown !== undefined && people.length === 0) throw new CommandFailed(unknown);
  return people.sort((a, b) => compare(a.person, b.person) || compare(a.target ?? '', b.target ?? ''));
}

/** What is no id in a path stands in the query. */
function pathOf(command: string, what: string, more: { readonly [name: string]: string | undefined }): string {
  const given = Object.entries(more).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const isId = /^[^\s#/\p{C}]{1,200}$/u.test(what);
  const query = new URLSearchParams([...given, ...(isId ? [] : [['of', what]])] as [string, string][]).toString();
  return `${command}${isId ? `/${encodeURIComponent(what)}` : ''}${query === '' ? '' : `?${query}`}`;
}

function whoText(people: readonly Holder[], count: number): string {
  if (people.length === 0) return 'Nobody holds it.';
  const isAt = people.some(({ target }) => target !== undefined);
  const rows = people.map((holder) => {
    const { person, target = '', account = '', state = '' } = holder;
    return [person, ...(isAt ? [target, account, state] : []), byWords(holder)];
  });
  const columns = ['person', ...(isAt ? ['target', 'account', 'state'] : []), 'by rule'];
  return `${table(columns, rows)}\n\n${count === 1 ? '1 person' : `${count} people`}`;
}

function byWords({ rules, mayRemain }: Holder): string {
  const by = rules.length > 0 ? rules.join(', ') : 'no rule gives it any more';
  return mayRemain ? `${by}; not wished any more, not proven to be gone` : by;
}

async function reach(what: string, { json, kind, target, ...where }: Options): Promise<void> {
  const client = clientFor(where);
  const found = (await readPatiently(() => client.get(pathOf('reach', what, { kind })))) as Reached;
  const held = found.kind === 'person' ? undefined : await holders(client, what);
  const people = held && new Set(held.map(({ person }) => person)).size;
  const all = { ...found, ...(people !== undefined && { people }) };
  show(all, { json, human: reachText });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
