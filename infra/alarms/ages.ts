// Alarms by age: they work for a company with three events a week, where no share of anything means much.
import { SLOS } from '../../shared/core/slo.ts';
import { age, DAY, HOUR, MINUTE } from './conditions.ts';
import type { AlarmSpec, Condition } from './spec.ts';
import { CENSUS, desk, ours, quiet, runbook, SWEEP, security } from './words.ts';

export const AGE_ALARMS: readonly AlarmSpec[] = [
  {
    name: 'open-removal',
    means: 'Somebody should have lost access a quarter of an hour ago and has it still.',
    ...{ slo: 'revoke', severity: 'page', ...security, runbook: runbook('open-removal'), missing: SWEEP },
    conditions: age('OpenRemovalSeconds', SLOS.revoke.limitSeconds, 20 * MINUTE),
  },
  {
    name: 'open-grant',
    means: 'Somebody has waited for access for more than half an hour.',
    ...{ slo: 'provision', severity: 'ticket', ...quiet, runbook: runbook('open-grant'), missing: SWEEP },
    conditions: age('OpenGrantSeconds', SLOS.provision.limitSeconds, 20 * MINUTE),
  },
  {
    name: 'waiting-event',
    means: 'An event has come in and is undecided after half an hour.',
    ...{ slo: 'provision', severity: 'ticket', ...quiet, runbook: runbook('waiting-event'), missing: SWEEP },
    conditions: age('WaitingEventSeconds', 30 * MINUTE, 20 * MINUTE),
  },
  {
    name: 'waiting-event-page',
    means: 'An event is undecided after two hours: it may be a leaver.',
    ...{ slo: 'revoke', severity: 'page', ...ours, runbook: runbook('waiting-event'), missing: SWEEP },
    conditions: age('WaitingEventSeconds', 2 * HOUR, 20 * MINUTE),
  },
  {
    name: 'parked',
    means: 'Something was given up four hours ago and nobody has taken it up again.',
    ...{ slo: 'success', severity: 'ticket', ...desk, runbook: runbook('parked'), missing: SWEEP },
    conditions: age('ParkedSeconds', 4 * HOUR),
  },
  {
    name: 'held',
    means: 'A loss has waited for two approvals for half a day; its plan expires after a day.',
    ...{ slo: 'approvals', severity: 'ticket', ...security, runbook: runbook('held'), missing: SWEEP },
    conditions: age('HeldSeconds', 12 * HOUR),
  },
  {
    name: 'approval-queue',
    means: 'Ten or more plans wait for approvals.',
    ...{ slo: 'approvals', severity: 'ticket', ...desk, runbook: runbook('approval-queue'), missing: SWEEP },
    conditions: [{ ...age('ApprovalQueue', 0)[0], breaches: { from: 10 } } as Condition],
  },
  {
    name: 'audit-head',
    means: 'The audit log has had no signed head for twenty minutes; even an idle one gets one every ten.',
    ...{
      slo: 'audit',
      severity: 'page',
      ...ours,
      runbook: runbook('audit-head'),
      missing: 'no data breaches: no head at all is the worst age',
    },
    conditions: [{ ...age('AuditHeadSeconds', 20 * MINUTE)[0], periods: 2, missing: 'breaching' } as Condition],
  },
  {
    name: 'source-silent',
    means: 'A source that sends webhooks has sent nothing for two weeks.',
    ...{ severity: 'ticket', ...desk, runbook: runbook('source-silent'), missing: CENSUS },
    conditions: age('SourceSilentSeconds', 14 * DAY, HOUR),
  },
];
