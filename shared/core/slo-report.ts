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
  /** The same as numbers, their units in their names; empty where nothing was measured. */
  readonly measured: { readonly [nameWithUnit: string]: number };
  /** 1: untouched, 0: used up, below: overdrawn. Absent without a budget or without data. */
  readonly budgetLeft?: number;
}

const DAY = 86_400_000;
const NONE = 'no data';

/** All levels at `now` (ms), each over its own window as far as `data` reaches. */
export function sloLevels(data: Series, now: number): readonly Level[] {
  const values = (name: MetricName, days: number) => data.between(name, now - days * DAY, now + 1);
  const sum = (name: MetricName, days: number) => statisticOf('Sum', values(name, days)) ?? 0;
  const times = (slo: 'provision' | 'revoke' | 'median', name: MetricName): Level => {
    const all = values(name, SLOS[slo].days);
    const bad = all.filter((seconds) => seconds > SLOS[slo].limitSeconds).length;
    return { ...named(slo), ...spread(all), ...left(slo, { bad, all: all.length }) };
  };
  const newest = (slo: SloName, name: MetricName, { unit, show }: Shown): Level => {
    const value = values(name, 2).at(-1);
    if (value === undefined) return { ...named(slo), now: NONE, measured: {} };
    return { ...named(slo), now: show(value), measured: { [unit]: value } };
  };
  const [failed, succeeded] = [
    sum('OperationsFailed', SLOS.success.days),
    sum('OperationsSucceeded', SLOS.success.days),
  ];
  const operations = { part: succeeded, all: failed + succeeded };
  const incidents = sum('IncidentsCaused', SLOS.incidents.days);
  return [
    { ...named('success'), ...share(operations), ...left('success', { bad: failed, all: operations.all }) },
    times('provision', 'ProvisionSeconds'),
    times('median', 'ProvisionSeconds'),
    times('revoke', 'RevokeSeconds'),
    {
      slo: 'approval wait',
      says: 'waiting for two people, a week; no limit',
      ...spread(values('ApprovalWaitSeconds', 7)),
    },
    {
      slo: 'failed calls',
      says: 'calls to targets that fail, a day; no limit',
      ...share({ part: sum('TargetCallsFailed', 1), all: sum('TargetCalls', 1) }),
    },
    drift(values('DriftPercent', 2).at(-1)),
    newest('orphans', 'Orphans', { unit: 'accounts', show: String }),
    newest('approvals', 'ApprovalQueue', { unit: 'plans', show: String }),
    newest('secrets', 'SecretAgeSeconds', { unit: 'ageSeconds', show: lasting }),
    newest('audit', 'AuditResidue', {
      unit: 'missing',
      show: (residue) => (residue === 0 ? 'inbox and log agree' : `${residue} missing`),
    }),
    { ...named('incidents'), now: String(incidents), measured: { incidents } },
  ];
}

interface Shown {
  /** What the number counts. */
  readonly unit: string;
  readonly show: (value: number) => string;
}

type Now = Pick<Level, 'now' | 'measured'>;

/** `percent` at the newest comparisons. */
function drift(percent: number | undefined): Level {
  if (percent === undefined) return { ...named('drift'), now: NONE, measured: {} };
  const now = `${percent} % at the last comparisons`;
  return { ...named('drift'), now, measured: { percent }, ...left('drift', { bad: percent, all: 100 }) };
}

/** The share that the level speaks of: of operations those that succeed, of calls those that fail. */
function share({ part, all }: { readonly part: number; readonly all: number }): Now {
  if (all === 0) return { now: NONE, measured: {} };
  const percent = Math.round((part / all) * 100_000) / 1000;
  return { now: `${percent} % of ${all}`, measured: { percent, count: all } };
}

function named<Name extends SloName>(slo: Name) {
  return { slo, says: SLOS[slo].says };
}

function left(slo: SloName, counted: { readonly bad: number; readonly all: number }): { readonly budgetLeft?: number } {
  const share = budgetLeft(SLOS[slo], counted);
  return share === undefined ? {} : { budgetLeft: Math.round(share * 1000) / 1000 };
}

function spread(seconds: readonly number[]): Now {
  const [p50Seconds, p95Seconds] = [statisticOf('p50', seconds), statisticOf('p95', seconds)];
  if (p50Seconds === undefined || p95Seconds === undefined) return { now: NONE, measured: {} };
  return {
    now: `p50 ${lasting(p50Seconds)}, p95 ${lasting(p95Seconds)} of ${seconds.length}`,
    measured: { p50Seconds, p95Seconds, count: seconds.length },
  };
}

/** Seconds as people say them: `45 s`, `12 min`, `5 h`, `31 days`. */
export function lasting(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
