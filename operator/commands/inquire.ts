// Commands that ask: a person, an event's way, the state of the pipeline, what waits, whether all is well.
import type { Command } from 'commander';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { facts, show, table } from '../print.ts';
import { type PersonReport, personText, type Trace, traceText } from '../reports.ts';

type Options = Where & { readonly json: boolean };

interface Status {
  readonly tenant: string;
  readonly policy: string;
  readonly people: number;
  readonly budget: { readonly hour: number; readonly day: number };
  readonly held: number;
  readonly stoppedOperations: number;
  readonly parkedEvents: number;
  readonly plans: number;
  readonly targets: readonly {
    readonly target: string;
    readonly accounts: number;
    readonly backlog: number;
    readonly stopped?: string;
    readonly reconciled?: { readonly at: string; readonly waits: boolean; readonly complete: boolean };
  }[];
}

interface Failures {
  readonly people: readonly {
    readonly person: string;
    readonly held: readonly string[];
    readonly stopped: readonly { readonly target: string; readonly state: string; readonly cause: string }[];
  }[];
  readonly events: readonly { readonly event: string; readonly source: string; readonly cause: string }[];
}

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `person`, `trace`, `status`, `failures`, `doctor`. */
export function inquiryCommands(program: Command): void {
  program
    .command('person')
    .argument('<id>', 'as in hr-1042')
    .description('what a person has and should have, and the latest of their log')
    .addHelpText('after', '\nExample:\n  npx frontdesk person hr-1042')
    .action(async (id: string, _options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      show((await clientFor(where).get(`person/${encodeURIComponent(id)}`)) as PersonReport, {
        json,
        human: personText,
      });
    });
  program
    .command('trace')
    .argument('<event>', 'an event id, as the reply to a webhook names it')
    .description('the way of one event from the door to the read-back')
    .addHelpText('after', '\nExample:\n  npx frontdesk trace standard:msg_2c9f')
    .action(async (event: string, _options, command: Command) => {
      const { json, ...where } = command.optsWithGlobals<Options>();
      show((await clientFor(where).get(`trace/${encodeURIComponent(event)}`)) as Trace, { json, human: traceText });
    });
  program
    .command('status')
    .description('the pipeline at a glance; exit code 2 when something waits for a person')
    .addHelpText('after', '\nExample:\n  npx frontdesk status --json')
    .action((_options, command: Command) => status(command.optsWithGlobals<Options>()));
  program
    .command('failures')
    .description('what was parked or held, and why; exit code 2 when there is any')
    .addHelpText('after', '\nExample:\n  npx frontdesk failures')
    .action((_options, command: Command) => failures(command.optsWithGlobals<Options>()));
  program
    .command('doctor')
    .description('whether every target, source and the policy are well; exit code 1 when one is not')
    .addHelpText('after', '\nExample:\n  npx frontdesk doctor')
    .action((_options, command: Command) => doctor(command.optsWithGlobals<Options>()));
}

async function status({ json, ...where }: Options): Promise<void> {
  const found = (await clientFor(where).get('status')) as Status;
  show(found, {
    json,
    human: ({ tenant, policy, people, budget, held, stoppedOperations, parkedEvents, plans, targets }) =>
      `${facts([
        ['tenant', tenant],
        ['policy', policy],
        ['people', people],
        ['budget', `${budget.hour} people an hour, ${budget.day} a day may lose something`],
        ['held', `${held} people, ${plans} open plans`],
        ['stopped', `${stoppedOperations} operations, ${parkedEvents} events`],
      ])}\n\n${table(
        ['target', 'accounts', 'backlog', 'now', 'compared', 'drift'],
        targets.map(({ target, accounts, backlog, stopped, reconciled }) => [
          target,
          String(accounts),
          String(backlog),
          stopped ?? 'answers',
          reconciled?.at.slice(0, 16) ?? 'never',
          reconciled ? (reconciled.waits ? 'see "npx frontdesk drift"' : 'none left') : '',
        ]),
      )}`,
  });
  if (found.held + found.stoppedOperations + found.parkedEvents + found.plans > 0) process.exitCode = WAITS;
}

async function failures({ json, ...where }: Options): Promise<void> {
  const found = (await clientFor(where).get('failures')) as Failures;
  show(found, {
    json,
    human: ({ people, events }) => {
      const rows = [
        ...people.flatMap(({ person, held, stopped }) => [
          ...stopped.map(({ target, state, cause }) => [person, target, state, cause]),
          ...held.map((target) => [person, target, 'held', 'over budget: see "npx frontdesk plans"']),
        ]),
        ...events.map(({ event, source, cause }) => [event, source, 'parked', cause]),
      ];
      return rows.length > 0
        ? `${table(['who', 'where', 'state', 'cause'], rows)}\n\nMend the cause, then: npx frontdesk redrive`
        : 'Nothing is stopped or held.';
    },
  });
  if (found.people.length + found.events.length > 0) process.exitCode = WAITS;
}

async function doctor({ json, ...where }: Options): Promise<void> {
  const findings = (await clientFor(where).get('doctor')) as {
    what: string;
    well: boolean;
    says: string;
    next?: string;
  }[];
  show(findings, {
    json,
    human: (all) =>
      table(
        ['what', '', 'says'],
        all.map(({ what, well, says, next }) => [
          what,
          well ? 'ok' : 'NOT OK',
          next && !well ? `${says}; ${next}` : says,
        ]),
      ),
  });
  if (findings.some(({ well }) => !well)) throw new CommandFailed('not everything is well');
}
