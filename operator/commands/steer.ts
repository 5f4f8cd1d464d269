// Commands that act: held plans, stopped work, credentials.
import type { Command } from 'commander';
import { planTable } from '../../shared/core/plan.ts';
import { clientFor, type Where } from '../client.ts';
import { counted, facts, show, table } from '../print.ts';

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

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `plans`, `approve`, `redrive`, `credential`. */
export function steeringCommands(program: Command): void {
  planCommands(program);
  program
    .command('redrive')
    .description('take parked operations and events up again, and try at once what could not be decided')
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
  const redriven = (await clientFor(where).post(`redrive?${query}`)) as {
    operations: number;
    events: number;
    deliveries: number;
    returns?: number;
  };
  show(redriven, {
    json,
    human: ({ operations, events, deliveries, returns = 0 }) =>
      `${counted(operations, 'operation')} and ${counted(events, 'event')} on the way again.${
        deliveries > 0 ? ` Off the list: unreadable entries of ${counted(deliveries, 'source')}.` : ''
      }${returns > 0 ? ' Off the list: a policy version that was taken back by itself.' : ''}`,
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
