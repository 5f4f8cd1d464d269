// The service levels as numbers over their windows, from the same values that the alarms look at. Pure.
import type { MetricName } from '../model/metric.ts';
import type { Series } from './alarm/series.ts';
import { statisticOf } from './alarm/statistic.ts';
import { budgetLeft, SLOS, type SloName } from './slo.ts';

export interface Level {
  readonly slo: SloName | 'approval wait' | 'failed calls';
  readonly says: string;
  /** As it is shown; `no data` where nothing was measured, which is not the same as well. */
  readonly now: string;
  /** 1: untouched, 0: used up, below: overdrawn. Absent without a budget or without data. */
  readonly budgetLeft?: number;
}

const DAY = 86_400_000;
const NONE = 'no data';

/** All levels at `now` (ms), each over its own window as far as `data` reaches. */
export function sloLevels(data: Series, now: number): readonly Level[] {
  const values = (name: MetricName, days: number) => data.between(name, now - days * DAY, now + 1);
  const sum = (name: MetricName, days: number) => statisticOf('Sum', values(name, days)) ?? 0;
  const share = (slo: SloName, bad: number, all: number): Level => ({
    ...named(slo),
    now: all === 0 ? NONE : `${percent(1 - bad / all)} of ${all}`,
    ...left(slo, { bad, all }),
  });
  const times = (slo: 'provision' | 'revoke' | 'median', name: MetricName): Level => {
    const all = values(name, SLOS[slo].days);
    const bad = all.filter((seconds) => seconds > SLOS[slo].limitSeconds).length;
    return { ...named(slo), now: spread(all), ...left(slo, { bad, all: all.length }) };
  };
  const newest = (slo: SloName, name: MetricName, show: (value: number) => string): Level => {
    const value = values(name, 2).at(-1);
    return { ...named(slo), now: value === undefined ? NONE : show(value) };
  };
  const failed = sum('OperationsFailed', SLOS.success.days);
  const calls = sum('TargetCalls', 1);
  return [
    share('success', failed, failed + sum('OperationsSucceeded', SLOS.success.days)),
    times('provision', 'ProvisionSeconds'),
    times('median', 'ProvisionSeconds'),
    times('revoke', 'RevokeSeconds'),
    {
      slo: 'approval wait',
      says: 'waiting for two people, a week; no limit',
      now: spread(values('ApprovalWaitSeconds', 7)),
    },
    {
      slo: 'failed calls',
      says: 'calls to targets that fail, a day; no limit',
      now: calls === 0 ? NONE : `${percent(sum('TargetCallsFailed', 1) / calls)} of ${calls}`,
    },
    drift(values('DriftPercent', 2).at(-1)),
    newest('orphans', 'Orphans', String),
    newest('approvals', 'ApprovalQueue', String),
    newest('secrets', 'SecretAgeSeconds', lasting),
    newest('audit', 'AuditResidue', (residue) => (residue === 0 ? 'inbox and log agree' : `${residue} missing`)),
    { ...named('incidents'), now: `${sum('IncidentsCaused', SLOS.incidents.days)}` },
  ];
}

/** `shown`: percent. */
function drift(shown: number | undefined): Level {
  if (shown === undefined) return { ...named('drift'), now: NONE };
  return {
    ...named('drift'),
    now: `${shown} % at the last comparisons`,
    ...left('drift', { bad: shown, all: 100 }),
  };
}

function named<Name extends SloName>(slo: Name) {
  return { slo, says: SLOS[slo].says };
}

function left(slo: SloName, counted: { readonly bad: number; readonly all: number }): { readonly budgetLeft?: number } {
  const share = budgetLeft(SLOS[slo], counted);
  return share === undefined ? {} : { budgetLeft: Math.round(share * 1000) / 1000 };
}

function percent(share: number): string {
  return `${Math.round(share * 100_000) / 1000} %`;
}

function spread(seconds: readonly number[]): string {
  const [half, most] = [statisticOf('p50', seconds), statisticOf('p95', seconds)];
  return half === undefined || most === undefined
    ? NONE
    : `p50 ${lasting(half)}, p95 ${lasting(most)} of ${seconds.length}`;
}

/** Seconds as people say them: `45 s`, `12 min`, `5 h`, `31 days`. */
export function lasting(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
