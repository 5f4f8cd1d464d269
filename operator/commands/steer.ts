// Commands that act: imports, held plans, parked work, credentials.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { planTable } from '../../shared/core/plan.ts';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { counted, facts, show, table } from '../print.ts';
import { command as say } from '../quoted.ts';

type Options = Where & { readonly json: boolean };

interface Plan {
  readonly hash: string;
  readonly kind: string;
  readonly why: string;
  readonly state: string;
  readonly people: number;
  readonly author: string;
  readonly causedBy: readonly string[];
  readonly expiresAt: number;
  readonly approvals: readonly { readonly by: string }[];
  readonly applied?: number;
  readonly rows?: Parameters<typeof planTable>[0];
  readonly moved?: readonly string[] | number;
  /** What became of one that is over. */
  readonly end?: string;
}

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
  readonly held?: Plan;
}

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `import`, `plans`, `approve`, `redrive`, `credential`. */
export function steeringCommands(program: Command): void {
  planCommands(program);
  program
    .command('import')
    .argument('<file>', 'a CSV file with everybody in it')
    .description(
      'take a snapshot in; exit code 2 when a leave is held, a row was left out, or the file is not proven to be whole',
    )
    .option('--source <name>', 'a source that takes files', 'csv')
    .addHelpText('after', '\nExample:\n  npx frontdesk import people.csv')
    .action((file: string, _options, command: Command) =>
      importFile(file, command.optsWithGlobals<Options & { source: string }>()),
    );
  program
    .command('redrive')
    .description('take parked operations and events up again')
    .option('--person <id>', 'only this person')
    .option('--event <id>', 'only this event')
    .addHelpText('after', '\nExample:\n  npx frontdesk redrive --person hr-1042')
    .action((_options, command: Command) =>
      redrive(command.optsWithGlobals<Options & { person?: string; event?: string }>()),
    );
  program
    .command('credential')
    .argument('<person>', 'as in hr-1042')
    .argument('<target>', 'where they have an active account')
    .description('make a credential for an account: it is shown once and kept nowhere')
    .addHelpText('after', '\nExample:\n  npx frontdesk credential hr-1042 warehouse')
    .action((...[person, target, , command]: [string, string, unknown, Command]) =>
      credential(person, target, command.optsWithGlobals<Options>()),
    );
}

function planCommands(program: Command): void {
  program
    .command('plans')
    .argument('[hash]', 'one plan with its people')
    .description('held plans: what waits for two people')
    .addHelpText('after', '\nExample:\n  npx frontdesk plans\n  npx frontdesk plans 3f2a91bc')
    .action((hash: string | undefined, _options, command: Command) => plans(hash, command.optsWithGlobals<Options>()));
  program
    .command('approve')
    .argument('<hash>', 'the plan, or its first eight characters')
    .description('say yes to a held plan; the second person releases it, its author never counts')
    .addHelpText(
      'after',
      '\nExample:\n  npx frontdesk approve 3f2a91bc --as alpha\n  npx frontdesk approve 3f2a91bc --as bravo',
    )
    .action((hash: string, _options, command: Command) => approve(hash, command.optsWithGlobals<Options>()));
}

async function approve(hash: string, { json, ...where }: Options): Promise<void> {
  const approval = (await clientFor(where).post(`approve/${encodeURIComponent(hash)}`)) as {
    kind: string;
    missing?: number;
    plan: Plan;
  };
  show(approval, {
    json,
    human: ({ kind, missing, plan }) =>
      kind === 'released'
        ? `Released: ${plan.applied} applied, ${plan.moved} had moved and dropped out.`
        : `Counted. ${missing} more to go.`,
  });
}

async function redrive({
  json,
  person,
  event,
  ...where
}: Options & { person?: string; event?: string }): Promise<void> {
  const query = new URLSearchParams({
    ...(person !== undefined && { person }),
    ...(event !== undefined && { event }),
  });
  const redriven = (await clientFor(where).post(`redrive?${query}`)) as { operations: number; events: number };
  show(redriven, {
    json,
    human: ({ operations, events }) =>
      `${counted(operations, 'operation')} and ${counted(events, 'event')} on the way again.`,
  });
}

async function credential(person: string, target: string, { json, ...where }: Options): Promise<void> {
  const path = `credential/${encodeURIComponent(person)}/${encodeURIComponent(target)}`;
  const issued = (await clientFor(where).post(path)) as { readonly userName: string; readonly secret: string };
  show(issued, {
    json,
    human: ({ userName, secret }) =>
      facts([
        ['user name', userName],
        ['secret', secret],
      ]),
  });
}

async function importFile(file: string, { json, source, ...where }: Options & { source: string }): Promise<void> {
  const bytes = readOrFail(file);
  const imported = await imports(where, source, bytes);
  const isOver = imported.left > 0 && imported.left > (await hourlyBudget(where));
  show(imported, { json, human: (all) => importText(all, { where, isOver }) });
  if (imported.held || imported.unproven !== undefined || imported.refused.length > 0 || isOver)
    process.exitCode = WAITS;
}

/** Calls in a row that were not answered in time before the command gives up. */
const PATIENCE = 5;

/** A large file takes several calls; each goes on where the one before stopped, also one that had no time left to say so. */
async function imports(where: Where, source: string, bytes: Uint8Array): Promise<Imported> {
  for (let late = 0; ; ) {
    const path = `import/${encodeURIComponent(source)}`;
    const answer = await clientFor(where)
      .post(path, bytes)
      .then(
        (json) => json as Imported | Unfinished,
        (error: unknown) => {
          if (!(error instanceof CommandFailed) || error.status !== 503 || ++late >= PATIENCE) throw error;
        },
      );
    if (!answer) continue;
    late = 0;
    if (answer.kind === 'imported') return answer;
    process.stderr.write(`${answer.done} of ${answer.total} changed people are in\n`);
  }
}

function readOrFail(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandFailed(`${file} cannot be read`);
  }
}

/** How many people the guard lets lose something in an hour. */
async function hourlyBudget(where: Where): Promise<number> {
  return ((await clientFor(where).get('status')) as { readonly budget: { readonly hour: number } }).budget.hour;
}

function importText(
  { people, changed, missing, left, refused, sanity, unproven, held }: Imported,
  { where, isOver }: { readonly where: Where; readonly isOver: boolean },
): string {
  const lines = refused.slice(0, 10).map(({ line, what }) => `  line ${line}: ${what}`);
  const counts = facts([
    ['people', people],
    ['changed', changed],
    ['missing', missing],
    ['left', left],
    ['left out', refused.length],
  ]);
  const notes = [
    ...(unproven === undefined ? [] : [`The file is not proven to be whole: ${unproven}. Nobody is removed by it.`]),
    ...(left > 0
      ? [`The guard ${isOver ? 'will hold some of' : 'may hold some of'} those who left: see ${say(where, 'status')}`]
      : []),
    ...(held
      ? [
          `Nobody was removed: ${sanity.why}.\nIf they really left, two people say so: ${say(where, `approve ${held.hash.slice(0, 12)}`)}`,
        ]
      : []),
  ];
  return [[counts, ...lines].join('\n'), ...notes].join('\n\n');
}

async function plans(hash: string | undefined, { json, ...where }: Options): Promise<void> {
  if (hash !== undefined) {
    const plan = (await clientFor(where).get(`plan/${encodeURIComponent(hash)}`)) as Plan;
    return show(plan, { json, human: planText });
  }
  const open = (await clientFor(where).get('plans')) as Plan[];
  const rows = open.map((plan) => [
    plan.hash.slice(0, 12),
    plan.kind,
    String(plan.people),
    [plan.author, ...plan.causedBy].join(' '),
    plan.approvals.map(({ by }) => by).join(' '),
    new Date(plan.expiresAt).toISOString().slice(0, 16),
    plan.why,
  ]);
  show(open, {
    json,
    human: () =>
      rows.length > 0
        ? table(['plan', 'kind', 'people', 'author', 'approved by', 'expires', 'why'], rows)
        : 'No plan waits.',
  });
  if (open.length > 0) process.exitCode = WAITS;
}

function planText({ hash, why, state, approvals, rows = [], moved, end }: Plan): string {
  const head = facts([
    ['plan', hash],
    ['why', why],
    ['state', state],
    ['approved by', approvals.map(({ by }) => by).join(' ')],
  ]);
  if (end !== undefined) return `${head}\n\nIt is over: ${end}.`;
  const out = Array.isArray(moved) && moved.length > 0 ? `\n\nMoved since and would drop out: ${moved.join(' ')}` : '';
  return `${head}\n\n${planTable(rows)}${out}`;
}
