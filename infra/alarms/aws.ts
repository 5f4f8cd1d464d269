// Alarms over what AWS counts: functions that cannot start, messages nobody could work, the workflow that failed.

import type { AwsCount } from './aws-counts.ts';
import { HOUR, MINUTE } from './conditions.ts';
import type { AlarmSpec, Condition } from './spec.ts';
import { ours, runbook } from './words.ts';

/** AWS says these numbers when something happens: no data is no fault. */
function counted(count: AwsCount, from: number, window: Pick<Condition, 'periodSeconds' | 'periods'>) {
  return [
    { measure: { kind: 'aws' as const, count }, ...window, breaches: { from }, missing: 'notBreaching' as const },
  ];
}

const AGAIN_AND_AGAIN = { periodSeconds: 5 * MINUTE, periods: 3 };

export const AWS_ALARMS: readonly AlarmSpec[] = [
  {
    name: 'doors-failing',
    means: 'Whoever knocks at our API gets an error of ours: deliveries, SCIM calls and operators are turned away.',
    ...{ severity: 'page', ...ours, runbook: runbook('doors-failing') },
    missing: 'no data counts as good: nobody knocked; a source that stopped knocking has an alarm of its own',
    conditions: counted('door-faults', 3, { periodSeconds: 15 * MINUTE, periods: 1 }),
  },
  {
    name: 'functions-crashing',
    means:
      'A function that works our queues ends again and again before it can say why: it cannot start, or runs out of time or memory.',
    ...{ severity: 'page', ...ours, runbook: runbook('functions-crashing') },
    missing: 'no data counts as good: nothing ran; if nothing runs, `sweep-silent` pages',
    conditions: counted('crashes', 1, AGAIN_AND_AGAIN),
  },
  {
    name: 'dead-letters',
    means: 'A message was given back twenty times and set aside. What it spoke of is in the table, undone.',
    ...{ severity: 'ticket', ...ours, runbook: runbook('dead-letters') },
    missing: 'no data counts as good: a queue that nobody used for hours says nothing, and holds nothing new',
    conditions: counted('dead-letters', 1, { periodSeconds: 5 * MINUTE, periods: 1 }),
  },
  {
    name: 'daily-failed',
    means: 'The daily workflow began and did not end well: a target was not compared, or a secret not looked at.',
    ...{ slo: 'drift', severity: 'ticket', ...ours, runbook: runbook('daily-failed') },
    missing:
      'no data counts as good: none failed; if none ran at all, the oldest proof has an alarm of its own, and `census-silent` tells where nobody looks',
    conditions: counted('failed-runs', 1, { periodSeconds: HOUR, periods: 1 }),
  },
];
