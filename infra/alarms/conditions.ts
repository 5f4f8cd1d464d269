// The few forms of condition that alarms have: a budget that burns, an age, a silence.
import { BURNS, burnPercent, SLOS } from '../../shared/core/slo.ts';
import type { MetricName } from '../../shared/model/metric.ts';
import type { Condition, Measure } from './spec.ts';

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

type Severity = keyof typeof BURNS;
type Breach = Pick<Condition, 'measure' | 'breaches'>;

/** Two windows: the long one says that it matters, the short one that it still goes on. */
function burning(severity: Severity, matters: Breach, goesOn: Breach): readonly Condition[] {
  const { hours, stillMinutes } = BURNS[severity];
  const window = (periodSeconds: number, breach: Breach): Condition => ({
    ...breach,
    ...{ periodSeconds, periods: 1, missing: 'notBreaching' },
  });
  return [window(hours * HOUR, matters), window(stillMinutes * MINUTE, goesOn)];
}

/** Fewer failed ones than this are a matter for `parked`: in a small company one is over every budget. */
const LEAST = { page: 5, ticket: 3 } as const;

/** Operations given up. */
export function failing(severity: Severity): readonly Condition[] {
  const share = (least: number): Measure => ({
    kind: 'bad-share',
    bad: 'OperationsFailed',
    good: 'OperationsSucceeded',
    least,
  });
  const above = burnPercent(SLOS.success, BURNS[severity]);
  const breach = (least: number): Breach => ({ measure: share(least), breaches: { above } });
  return burning(severity, breach(LEAST[severity]), breach(1));
}

/** Operations that took longer than their level allows. That it goes on is asked of one metric, not of two: each one that an alarm looks at is billed. */
export function slow(severity: Severity, name: 'provision' | 'revoke'): readonly Condition[] {
  const metric = name === 'provision' ? 'ProvisionSeconds' : 'RevokeSeconds';
  const { limitSeconds } = SLOS[name];
  const above = burnPercent(SLOS[name], BURNS[severity]);
  return burning(
    severity,
    { measure: { kind: 'slow-share', metric, limitSeconds, least: LEAST[severity] }, breaches: { above } },
    { measure: { kind: 'quick-share', metric, limitSeconds }, breaches: { below: 100 - above } },
  );
}

/** Largest value of a gauge in one window. Work in flight is looked at every quarter of an hour at the latest, so windows of 20 minutes see it. */
export function age(metric: MetricName, above: number, periodSeconds = 5 * MINUTE): readonly Condition[] {
  return [
    { measure: { kind: 'largest', metric }, periodSeconds, periods: 1, breaches: { above }, missing: 'notBreaching' },
  ];
}

/** No report of this metric in so many windows in a row. */
export function silent(metric: MetricName, periodSeconds: number, periods: number): readonly Condition[] {
  return [
    { measure: { kind: 'reports', metric }, periodSeconds, periods, breaches: { below: 1 }, missing: 'breaching' },
  ];
}
