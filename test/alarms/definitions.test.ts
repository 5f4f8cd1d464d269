import { describe, expect, it } from 'vitest';
import { alarmDefinitions } from '../../infra/alarms/definitions.ts';
import { ALARMS } from '../../infra/alarms.ts';
import { METRIC_NAMESPACE, METRICS } from '../../shared/model/metric.ts';
import { synthesized } from './template.ts';

const template = synthesized();
const byName = <T extends { AlarmName: string }>(all: readonly T[]) =>
  [...all].sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));

describe('the synthesized template', () => {
  it('holds exactly the definitions that the laptop evaluates', () => {
    const { metric, composite } = alarmDefinitions();
    expect(byName(template.metric)).toEqual(byName(metric));
    expect(byName(template.composite)).toEqual(byName(composite));
  });

  it('acts once for each alarm of the list, and for nothing else', () => {
    const acting = [...template.actions].filter(([, actions]) => actions > 0).map(([name]) => name);
    expect(acting.sort()).toEqual(ALARMS.map(({ name }) => `frontdesk-${name}`).sort());
  });

  it('keeps within what CloudWatch takes: seven days for periods of an hour or more, one day below, ten metrics a formula', () => {
    for (const { Period, Metrics = [], EvaluationPeriods, AlarmName } of template.metric) {
      const period = Period ?? Metrics.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 0;
      expect(period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(period >= 3_600 ? 604_800 : 86_400);
      expect(Metrics.length, AlarmName).toBeLessThanOrEqual(10);
      expect(
        new Set(Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])).size,
        AlarmName,
      ).toBeLessThanOrEqual(1);
    }
  });

  it('watches metrics that exist, and every metric but the wait for approvals is watched', () => {
    const watched = template.metric
      .flatMap((alarm) => [alarm, ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])])
      .flatMap(({ Namespace, MetricName }) => (MetricName && Namespace === METRIC_NAMESPACE ? [MetricName] : []));
    expect([...new Set(watched), 'ApprovalWaitSeconds'].sort()).toEqual(Object.keys(METRICS).sort());
  });
});

describe('every alarm', () => {
  it('has a name of its own, an owner, a severity and a word about missing data', () => {
    expect(new Set(ALARMS.map(({ name }) => name)).size).toBe(ALARMS.length);
    for (const { name, owner, severity, missing, means } of ALARMS) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(
        [owner, severity, missing, means].every((text) => text.length > 3),
        name,
      ).toBe(true);
    }
  });

  it('that does not take missing data as breaching says why, or names an alarm that does', () => {
    const breaching = new Set(
      ALARMS.filter(({ conditions }) => conditions.every(({ missing }) => missing === 'breaching')).map(
        ({ name }) => name,
      ),
    );
    for (const { name, missing } of ALARMS) {
      const named = [...missing.matchAll(/`([a-z-]+)`/g)].map(([, other = '']) => other);
      expect(
        named.filter((other) => !breaching.has(other)),
        name,
      ).toEqual([]);
    }
  });

  it('about a leaver or the audit log is heard in a planned window too', () => {
    const quiet = ALARMS.filter(({ isSuppressible }) => isSuppressible).map(({ slo }) => slo);
    expect(quiet).not.toContain('revoke');
    expect(quiet).not.toContain('audit');
  });
});
