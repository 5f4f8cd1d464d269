// Alarms about the machine itself: what fails, and what should have spoken and did not.
import { age, HOUR, MINUTE, silent } from './conditions.ts';
import type { AlarmSpec } from './spec.ts';
import { CENSUS, IDLE, ours, quiet, runbook, security } from './words.ts';

export const MACHINE_ALARMS: readonly AlarmSpec[] = [
  {
    name: 'calls-failing',
    means: 'More than half of what we ask of targets has failed for half an hour.',
    ...{ severity: 'ticket', ...quiet, runbook: runbook('calls-failing'), missing: IDLE },
    conditions: [
      {
        measure: { kind: 'share-of', bad: 'TargetCallsFailed', all: 'TargetCalls', least: 2 },
        ...{ periodSeconds: 15 * MINUTE, periods: 2, breaches: { above: 50 }, missing: 'notBreaching' },
      },
    ],
  },
  {
    name: 'comparison-silent',
    means: 'No comparison of some target has been proven for more than a day: its drift and its orphans are unknown.',
    ...{ slo: 'drift', severity: 'ticket', ...ours, runbook: runbook('comparison-silent'), missing: CENSUS },
    conditions: age('ComparisonSeconds', 26 * HOUR, HOUR),
  },
  {
    name: 'rotation-silent',
    means: 'Nobody has looked at the age of our secrets for more than a day.',
    ...{
      slo: 'secrets',
      severity: 'ticket',
      ...ours,
      runbook: runbook('rotation-silent'),
      missing: 'no data is what it tells of',
    },
    conditions: silent('SecretAgeSeconds', HOUR, 26),
  },
  {
    name: 'census-silent',
    means:
      'The hourly census has not ended for hours: headcounts, silences and the residue of the audit log are unknown.',
    ...{
      slo: 'audit',
      severity: 'ticket',
      ...ours,
      runbook: runbook('census-silent'),
      missing: 'no data is what it tells of',
    },
    conditions: silent('AuditResidue', HOUR, 3),
  },
  {
    name: 'sweep-silent',
    means: 'The sweep has not ended for minutes: timers stand still and nobody looks at anything.',
    ...{ severity: 'page', ...ours, runbook: runbook('sweep-silent'), missing: 'no data is what it tells of' },
    conditions: silent('WaitingEventSeconds', MINUTE, 5),
  },
  {
    name: 'deliveries-refused',
    means: 'Nearly all deliveries are refused: a secret or a form has changed, or somebody tries.',
    ...{ severity: 'ticket', ...security, runbook: runbook('deliveries-refused'), missing: IDLE },
    conditions: [
      {
        measure: { kind: 'bad-share', bad: 'DeliveriesRefused', good: 'DeliveriesAccepted', least: 5 },
        ...{ periodSeconds: HOUR, periods: 1, breaches: { above: 90 }, missing: 'notBreaching' },
      },
    ],
  },
  {
    name: 'workers-failing',
    means: 'Our own functions fail again and again.',
    ...{
      severity: 'page',
      ...ours,
      runbook: runbook('workers-failing'),
      missing: 'no data counts as good: a fault is told when it happens; if nothing runs, `sweep-silent` pages',
    },
    conditions: [
      {
        measure: { kind: 'sum', metric: 'WorkerFailures' },
        ...{ periodSeconds: 5 * MINUTE, periods: 3, breaches: { from: 1 }, missing: 'notBreaching' },
      },
    ],
  },
];
