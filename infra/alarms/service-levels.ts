// Alarms of the service levels: budgets that burn, and numbers that must not be passed.
import { SLOS } from '../../shared/core/slo.ts';
import { age, DAY, failing, HOUR, MINUTE, slow } from './conditions.ts';
import type { AlarmSpec } from './spec.ts';
import { CENSUS, IDLE, ours, quiet, runbook, security } from './words.ts';

export const SERVICE_LEVEL_ALARMS: readonly AlarmSpec[] = [
  {
    name: 'success-page',
    means: 'So many operations are given up that a tenth of the weekly budget goes in an hour.',
    ...{ slo: 'success', severity: 'page', ...quiet, runbook: runbook('success'), missing: IDLE },
    conditions: failing('page'),
  },
  {
    name: 'success-ticket',
    means: 'More operations are given up in a day than two days may.',
    ...{ slo: 'success', severity: 'ticket', ...quiet, runbook: runbook('success'), missing: IDLE },
    conditions: failing('ticket'),
  },
  {
    name: 'provision-page',
    means: 'Nearly everybody waits more than half an hour for access.',
    ...{ slo: 'provision', severity: 'page', ...quiet, runbook: runbook('provision'), missing: IDLE },
    conditions: slow('page', 'provision'),
  },
  {
    name: 'provision-ticket',
    means: 'More people than usual wait more than half an hour for access.',
    ...{ slo: 'provision', severity: 'ticket', ...quiet, runbook: runbook('provision'), missing: IDLE },
    conditions: slow('ticket', 'provision'),
  },
  {
    name: 'provision-median',
    means: 'Half of the people wait more than five minutes for access.',
    ...{ slo: 'median', severity: 'ticket', ...quiet, runbook: runbook('provision'), missing: IDLE },
    conditions: [
      {
        measure: { kind: 'median', metric: 'ProvisionSeconds', least: 5 },
        ...{ periodSeconds: DAY, periods: 1, breaches: { above: SLOS.median.limitSeconds }, missing: 'notBreaching' },
      },
    ],
  },
  {
    name: 'revoke-page',
    means: 'Nearly every revocation takes more than a quarter of an hour.',
    ...{ slo: 'revoke', severity: 'page', ...ours, runbook: runbook('revoke'), missing: IDLE },
    conditions: slow('page', 'revoke'),
  },
  {
    name: 'revoke-ticket',
    means: 'More revocations than usual take more than a quarter of an hour.',
    ...{ slo: 'revoke', severity: 'ticket', ...ours, runbook: runbook('revoke'), missing: IDLE },
    conditions: slow('ticket', 'revoke'),
  },
  {
    name: 'drift',
    means: 'More accounts differ from what was wished than a day may bring.',
    ...{ slo: 'drift', severity: 'ticket', ...quiet, runbook: runbook('drift'), missing: CENSUS },
    conditions: age('DriftPercent', 100 * SLOS.drift.budget, HOUR),
  },
  {
    name: 'orphans',
    means: 'There are accounts that belong to nobody.',
    ...{ slo: 'orphans', severity: 'ticket', ...security, runbook: runbook('orphans'), missing: CENSUS },
    conditions: age('Orphans', 0, HOUR),
  },
  {
    name: 'secret-age',
    means: 'A secret that is to be rotated is older than 30 days.',
    ...{ slo: 'secrets', severity: 'ticket', ...security, runbook: runbook('secret-age') },
    missing: 'no data counts as good, since `rotation-silent` tells of it',
    conditions: age('SecretAgeSeconds', SLOS.secrets.limitSeconds, DAY),
  },
  {
    name: 'audit-residue',
    means: 'The inbox and the audit log do not agree on what has ended.',
    ...{ slo: 'audit', severity: 'page', ...security, runbook: runbook('audit-residue'), missing: CENSUS },
    conditions: age('AuditResidue', 0, HOUR),
  },
  {
    name: 'incident',
    means: 'An operator has noted an incident that provisioning caused.',
    ...{ slo: 'incidents', severity: 'ticket', ...ours, runbook: runbook('incident'), missing: IDLE },
    conditions: [
      {
        measure: { kind: 'sum', metric: 'IncidentsCaused' },
        ...{ periodSeconds: 5 * MINUTE, periods: 1, breaches: { from: 1 }, missing: 'notBreaching' },
      },
    ],
  },
];
