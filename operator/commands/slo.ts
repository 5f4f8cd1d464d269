// The service levels and alarms of a laptop: the same numbers and rules as in the cloud.
import type { Command } from 'commander';
import { CommandFailed, clientFor, isElsewhere, laptopOf, type Where } from '../client.ts';
import { show, table } from '../print.ts';

type Options = Where & { readonly json: boolean };

interface Report {
  readonly at: string;
  readonly levels: readonly {
    readonly slo: string;
    readonly says: string;
    readonly now: string;
    readonly budgetLeft?: number;
  }[];
  readonly alarms: readonly {
    readonly name: string;
    readonly severity: string;
    readonly owner: string;
    readonly means: string;
    readonly runbook: string;
    readonly state: 'ok' | 'alarm' | 'quiet' | 'waits';
    readonly value?: number;
  }[];
  readonly gauges: { readonly [name: string]: number | null };
}

/** Exit code when something waits for a person. */
const WAITS = 2;

/** The command line has an operator's token there, and no right to read CloudWatch. */
const IN_THE_CLOUD = `at a stage the numbers and alarms are in CloudWatch, namespace Frontdesk. What is on:
  aws cloudwatch describe-alarms --state-value ALARM --query "MetricAlarms[].AlarmName"
  aws cloudwatch describe-alarms --state-value ALARM --alarm-types CompositeAlarm --query "CompositeAlarms[].AlarmName"
What waits: npx frontdesk status, failures and rotate --list`;

/** `slo`. */
export function sloCommands(program: Command): void {
  program
    .command('slo')
    .description('service levels, error budgets and alarms of this laptop; exit code 2 when an alarm is on')
    .option('--all', 'every alarm and gauge, also those that are well')
    .addHelpText(
      'after',
      '\nIn the cloud the same numbers are in CloudWatch: namespace Frontdesk, alarms frontdesk-*.\n\nExample:\n  npx frontdesk slo --all',
    )
    .action((_options, command: Command) => slo(command.optsWithGlobals<Options & { all?: boolean }>()));
}

async function slo({ json, all = false, ...where }: Options & { all?: boolean }): Promise<void> {
  if (isElsewhere(where)) throw new CommandFailed(IN_THE_CLOUD);
  const response = await fetch(`${laptopOf(where).door}/slo`, {
    headers: { authorization: `Bearer ${clientFor(where).token}` },
  }).catch(() => {
    throw new CommandFailed('nothing answers: is "npm start" running?', 3);
  });
  if (!response.ok) throw new CommandFailed(((await response.json()) as { title: string }).title);
  const report = (await response.json()) as Report;
  show(report, { json, human: (found) => textOf(found, all) });
  if (report.alarms.some(({ state }) => state === 'alarm' || state === 'waits')) process.exitCode = WAITS;
}

function textOf({ levels, alarms, gauges }: Report, all: boolean): string {
  const budget = (left: number | undefined) => (left === undefined ? '' : `${Math.round(left * 100)} % left`);
  const parts = [
    table(
      ['level', 'now', 'budget'],
      levels.map(({ says, now, budgetLeft }) => [says, now, budget(budgetLeft)]),
    ),
    alarmText(alarms, all),
    ...(all
      ? [
          table(
            ['gauge', 'now'],
            Object.entries(gauges).map(([name, value]) => [name, value === null ? 'no data' : String(value)]),
          ),
        ]
      : []),
  ];
  return parts.join('\n\n');
}

function alarmText(alarms: Report['alarms'], all: boolean): string {
  const listed = alarms.filter(({ state }) => all || state !== 'ok');
  if (listed.length === 0) return `None of ${alarms.length} alarms is on.`;
  const word = {
    ok: 'ok',
    alarm: 'ALARM',
    quiet: 'quiet: planned window',
    waits: 'ALARM, calls in a few minutes',
  } as const;
  const said = (state: keyof typeof word, value: number | undefined) =>
    value !== undefined ? word[state] : state === 'ok' ? 'no data' : `${word[state]}, no data`;
  return table(
    ['alarm', 'state', 'severity', 'owner', 'runbook'],
    listed.map(({ name, state, severity, owner, runbook, value }) => [
      name,
      said(state, value),
      severity,
      owner,
      runbook,
    ]),
  );
}
