// Commands that ask: a person, the state of the pipeline, what waits, whether all is well.
import type { Command } from 'commander';
import { daysOverdue } from '../../shared/core/secret-age.ts';
import { CommandFailed, clientFor, type Where } from '../client.ts';
import { counted, facts, seconds, show, table } from '../print.ts';
import { command } from '../quoted.ts';
import { type PersonReport, personText } from '../reports.ts';
import { needsSomebody, type Secret, secretsTable } from './rotate.ts';

type Options = Where & { readonly json: boolean };

interface Status {
  readonly tenant: string;
  readonly policy: string;
  readonly onTrial?: string;
  readonly stale?: { readonly people: number; readonly since: string };
  readonly people: number;
  readonly countedAt?: string;
  readonly budget: { readonly hour: number; readonly day: number; readonly urgent: number };
  readonly weakerFrom?: string;
  readonly held: number;
  readonly stoppedOperations: number;
  readonly parkedEvents: number;
  readonly undecidedEvents: number;
  readonly unreadableDeliveries: number;
  readonly returnedPolicies?: number;
  readonly plans: number;
  readonly secrets: readonly Secret[];
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
  readonly events: readonly {
    readonly event: string;
    readonly source: string;
    readonly state: string;
    readonly cause: string;
  }[];
  readonly deliveries: readonly { readonly source: string; readonly unreadable: number; readonly at: string }[];
  readonly returns?: readonly { readonly version: string; readonly cause: string; readonly at: string }[];
}

/** Exit code when something waits for a person. */
const WAITS = 2;

/** `person`, `status`, `failures`, `doctor`. */
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
    .command('status')
    .description('the pipeline at a glance; exit code 2 when something waits for a person')
    .addHelpText('after', '\nExample:\n  npx frontdesk status --json')
    .action((_options, command: Command) => status(command.optsWithGlobals<Options>()));
  program
    .command('failures')
    .description('what was parked or held or could not be decided, and why; exit code 2 when there is any')
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
  show(found, { json, human: statusText });
  if (waitingIn(found) > 0 || found.secrets.some(needsSomebody)) process.exitCode = WAITS;
}

function waitingIn({ returnedPolicies = 0, ...status }: Status) {
  const { held, stoppedOperations, parkedEvents, undecidedEvents, unreadableDeliveries, plans } = status;
  return held + stoppedOperations + parkedEvents + undecidedEvents + unreadableDeliveries + plans + returnedPolicies;
}

function statusText(status: Status): string {
  const { tenant, people, countedAt, held, plans, secrets } = status;
  const head = facts([
    ['tenant', tenant],
    ['policy', policyText(status)],
    ['people', countedAt ? `${people}, and the accounts below, counted at ${seconds(countedAt)}` : people],
    ['budget', budgetText(status)],
    ['held', `${held === 1 ? '1 person' : `${held} people`}, ${counted(plans, 'open plan')}`],
    ['stopped', stoppedText(status)],
    ['secrets', secretsText(secrets)],
  ]);
  const rows = status.targets.map(({ target, accounts, backlog, stopped, reconciled }) => [
    target,
    String(accounts),
    String(backlog),
    stopped ?? 'answers',
    reconciled?.at.slice(0, 16) ?? 'never',
    reconciled ? (reconciled.waits ? 'see "npx frontdesk drift"' : 'none left') : '',
  ]);
  const columns = ['target', 'accounts', 'backlog', 'now', 'compared', 'drift'];
  return `${head}\n\n${table(columns, rows)}\n\n${secretsTable(secrets)}`;
}

function budgetText({ budget: { hour, day, urgent }, weakerFrom }: Status): string {
  const now = `${hour} people an hour, ${day} a day may lose something, and ${urgent} urgent`;
  return weakerFrom === undefined ? now : `${now}; weaker limits are published, and count from ${seconds(weakerFrom)}`;
}

function policyText({ policy, onTrial, stale, returnedPolicies = 0 }: Status): string {
  return [
    policy,
    ...(onTrial === undefined ? [] : [`on trial: ${onTrial}`]),
    ...(stale
      ? [`${stale.people === 1 ? '1 person' : `${stale.people} people`} not decided anew since ${seconds(stale.since)}`]
      : []),
    ...(returnedPolicies > 0 ? ['one was taken back by itself: npx frontdesk failures'] : []),
  ].join('; ');
}

function stoppedText({ stoppedOperations, parkedEvents, undecidedEvents, unreadableDeliveries }: Status): string {
  const what = `${counted(stoppedOperations, 'operation')}, ${counted(parkedEvents + undecidedEvents, 'event')}`;
  return unreadableDeliveries > 0
    ? `${what}, entries of ${counted(unreadableDeliveries, 'source')} that could not be read`
    : what;
}

function secretsText(secrets: readonly Secret[]): string {
  const overdue = daysOverdue(secrets) ?? 0;
  return `${secrets.length}, ${overdue > 0 ? `one is ${overdue} days over its limit` : 'none over its limit'}`;
}

async function failures({ json, ...where }: Options): Promise<void> {
  const found = (await clientFor(where).get('failures')) as Failures;
  show(found, { json, human: (all) => failuresText(all, where) });
  if (found.people.length + found.events.length + found.deliveries.length + (found.returns ?? []).length > 0)
    process.exitCode = WAITS;
}

function failuresText({ people, events, deliveries, returns = [] }: Failures, where: Where): string {
  const rows = [
    ...people.flatMap(({ person, held, stopped }) => [
      ...stopped.map(({ target, state, cause }) => [person, target, state, cause]),
      ...held.map((target) => [person, target, 'held', 'over the budget of the guard']),
    ]),
    ...events.map(({ event, source, state, cause }) => [event, source, state, cause]),
    ...deliveries.map(({ source, unreadable, at }) => [
      'unknown',
      source,
      'refused',
      `${unreadable} of the entries of a delivery at ${seconds(at)} could not be read`,
    ]),
    ...returns.map(({ version, cause, at }) => [version, 'policy', 'taken back', `at ${seconds(at)}: ${cause}`]),
  ];
  const isHeld = people.some(({ held }) => held.length > 0);
  const isStopped = events.length > 0 || people.some(({ stopped }) => stopped.length > 0);
  const advice = [
    ...(isTaken(people)
      ? ['conflict: an account there has the name and is not theirs: rename or delete it there, then redrive']
      : []),
    ...(isStopped ? [`What stopped: mend the cause, then: ${command(where, 'redrive')}`] : []),
    ...(isHeld ? [`What is held: two people approve it, or not: ${command(where, 'plans')}`] : []),
    ...(deliveries.length > 0
      ? [
          `What could not be read: see at the source who changed then, say it again; off this list: ${command(where, 'redrive')}`,
        ]
      : []),
    ...(returns.length > 0
      ? [`What was taken back: mend the policy and publish it; off this list: ${command(where, 'redrive')}`]
      : []),
  ];
  return rows.length > 0
    ? `${table(['who', 'where', 'state', 'cause'], rows)}\n\n${advice.join('\n')}`
    : 'Nothing is stopped or held.';
}

/** Somebody else's account, or the one of a person who was deleted at the source and made anew under the same name. */
function isTaken(people: Failures['people']): boolean {
  return people.some(({ stopped }) => stopped.some(({ cause }) => cause === 'conflict'));
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
