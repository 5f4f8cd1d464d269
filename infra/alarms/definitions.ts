// The list of alarms in CloudWatch's words: metric alarms, composites where several conditions or a planned window matter, one suppressor.
import type { CompositeAlarm, Definitions, MetricAlarm, Query } from '../../shared/core/alarm/definition.ts';
import { ruleOf } from '../../shared/core/alarm/rule.ts';
import { METRIC_NAMESPACE, type MetricName } from '../../shared/model/metric.ts';
import { ALARMS } from '../alarms.ts';
import { AWS_COUNTS } from './aws-counts.ts';
import { DEFAULT_NAMING, type Naming } from './naming.ts';
import type { AlarmSpec, AwsSum, Condition, Share } from './spec.ts';

/** The alarm that stands for a planned window. It calls nobody. */
const SUPPRESSOR = 'planned-window';
/** The sweep tells of a window within a minute or two, seconds. */
const WAIT = { ActionsSuppressorWaitPeriod: 180, ActionsSuppressorExtensionPeriod: 300 } as const;

/** All definitions; an alarm's own name is the one that acts, `-1`, `-2` are its conditions. */
export function alarmDefinitions(naming: Naming = DEFAULT_NAMING, alarms: readonly AlarmSpec[] = ALARMS): Definitions {
  const isComposite = ({ conditions, isSuppressible }: AlarmSpec) => isSuppressible || conditions.length > 1;
  return {
    metric: [
      suppressor(naming),
      ...alarms.flatMap((alarm) =>
        alarm.conditions.map((condition, at) =>
          metricAlarm(naming, { alarm, condition, name: isComposite(alarm) ? `${alarm.name}-${at + 1}` : alarm.name }),
        ),
      ),
    ],
    composite: alarms.filter(isComposite).map((alarm) => compositeAlarm(naming, alarm)),
  };
}

function compositeAlarm({ prefix }: Naming, alarm: AlarmSpec): CompositeAlarm {
  const { name, conditions, isSuppressible } = alarm;
  return {
    AlarmName: `${prefix}-${name}`,
    AlarmDescription: describe(alarm),
    AlarmRule: ruleOf(conditions.map((_, at) => `${prefix}-${name}-${at + 1}`)),
    ...(isSuppressible && { ActionsSuppressor: `${prefix}-${SUPPRESSOR}`, ...WAIT }),
  };
}

function describe({ means, severity, owner, runbook }: AlarmSpec): string {
  return `${severity.toUpperCase()} for ${owner}. ${means} Runbook: ${runbook}`;
}

function suppressor({ prefix, service }: Naming): MetricAlarm {
  return {
    AlarmName: `${prefix}-${SUPPRESSOR}`,
    AlarmDescription: 'A planned window is open: npx frontdesk window show. It calls nobody.',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 1,
    ...{ EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' },
    ...single('PlannedWindow', service),
    ...{ Statistic: 'Maximum', Period: 60 },
  };
}

interface Part {
  readonly alarm: AlarmSpec;
  readonly condition: Condition;
  readonly name: string;
}

function metricAlarm(naming: Naming, { alarm, condition, name }: Part): MetricAlarm {
  const { breaches, periods, missing } = condition;
  return {
    AlarmName: `${naming.prefix}-${name}`,
    AlarmDescription: describe(alarm),
    ...('above' in breaches
      ? { ComparisonOperator: 'GreaterThanThreshold', Threshold: breaches.above }
      : 'from' in breaches
        ? { ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: breaches.from }
        : { ComparisonOperator: 'LessThanThreshold', Threshold: breaches.below }),
    EvaluationPeriods: periods,
    DatapointsToAlarm: periods,
    TreatMissingData: missing,
    ...measuredBy(condition, naming),
  };
}

const STATISTICS = { largest: 'Maximum', sum: 'Sum', reports: 'SampleCount' } as const;

function measuredBy({ measure, periodSeconds }: Condition, naming: Naming): Partial<MetricAlarm> {
  const { service } = naming;
  if (measure.kind === 'aws') return summed(measure, periodSeconds, naming);
  if (measure.kind === 'quick-share') {
    const MetricStat = { Metric: single(measure.metric, service), Period: periodSeconds, Stat: within(measure) };
    return { Metrics: [{ Id: 'quick', MetricStat, ReturnData: true }] };
  }
  if (!('least' in measure))
    return { ...single(measure.metric, service), Statistic: STATISTICS[measure.kind], Period: periodSeconds };
  const { expression, inputs } = mathOf(measure);
  const queries = Object.entries(inputs).map(([Id, [metric, Stat]]): Query => {
    return { Id, MetricStat: { Metric: single(metric, service), Period: periodSeconds, Stat }, ReturnData: false };
  });
  return { Metrics: [{ Id: 'share', Expression: expression, ReturnData: true }, ...queries] };
}

function summed({ count }: AwsSum, Period: number, naming: Naming): Partial<MetricAlarm> {
  const { statistic, of } = AWS_COUNTS[count];
  const metrics = of(naming).map((metric) => ({ ...metric, Dimensions: [...metric.Dimensions] }));
  const [only] = metrics;
  if (metrics.length === 1) return { ...only, Statistic: statistic, Period };
  const queries = metrics.map((Metric, at): Query => {
    return { Id: `m${at + 1}`, MetricStat: { Metric, Period, Stat: statistic }, ReturnData: false };
  });
  // Adds up what there is; with "+" one metric without data would take all of them away.
  return { Metrics: [{ Id: 'all', Expression: 'SUM(METRICS())', ReturnData: true }, ...queries] };
}

interface Math {
  readonly expression: string;
  readonly inputs: { readonly [id: string]: readonly [metric: MetricName, statistic: string] };
}

/** Functions print both metrics of a share together, so that neither is ever missing alone. */
function mathOf(measure: Share): Math {
  switch (measure.kind) {
    case 'bad-share':
      return {
        expression: `IF(bad >= ${measure.least}, 100 * bad / (bad + good), 0)`,
        inputs: { bad: [measure.bad, 'Sum'], good: [measure.good, 'Sum'] },
      };
    case 'share-of':
      return {
        expression: `IF(bad >= ${measure.least}, 100 * bad / all, 0)`,
        inputs: { bad: [measure.bad, 'Sum'], all: [measure.all, 'Sum'] },
      };
    case 'slow-share':
      return {
        expression: `IF(count >= ${measure.least}, 100 - quick, 0)`,
        inputs: { count: [measure.metric, 'SampleCount'], quick: [measure.metric, within(measure)] },
      };
    case 'median':
      return {
        expression: `IF(count >= ${measure.least}, middle, 0)`,
        inputs: { count: [measure.metric, 'SampleCount'], middle: [measure.metric, 'p50'] },
      };
  }
}

/** The percentage of values up to the limit (CloudWatch User Guide, "Statistics definitions": percentile rank). */
function within({ limitSeconds }: { readonly limitSeconds: number }): string {
  return `PR(:${limitSeconds})`;
}

function single(metric: MetricName, service: string) {
  return { Namespace: METRIC_NAMESPACE, MetricName: metric, Dimensions: [{ Name: 'service', Value: service }] };
}
