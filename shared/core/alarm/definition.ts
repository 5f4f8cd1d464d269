// Alarms as CloudFormation spells them, as far as ours use it: what is synthesized for the cloud is what the laptop evaluates.
import * as z from 'zod';
import { METRIC_NAMESPACE } from '../../model/metric.ts';

const Metric = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
});

const Query = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  MetricStat: z.object({ Metric, Period: z.number(), Stat: z.string() }).optional(),
  ReturnData: z.boolean(),
});
export type Query = z.infer<typeof Query>;

/** Under which name a metric's values are kept: ours by its name alone, AWS's by what they are of as well. */
export function seriesName(metric: Partial<z.infer<typeof Metric>>): string {
  const { Namespace = METRIC_NAMESPACE, MetricName = '', Dimensions = [] } = metric;
  if (Namespace === METRIC_NAMESPACE) return MetricName;
  return [Namespace, MetricName, ...Dimensions.map(({ Value }) => Value)].join(' ');
}

/** `AWS::CloudWatch::Alarm`. Missing data is breaching or not, nothing else: no alarm of ours is ever undecided. */
export const MetricAlarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  ComparisonOperator: z.enum(['GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  Threshold: z.number(),
  EvaluationPeriods: z.number().int().positive(),
  DatapointsToAlarm: z.number().int().positive(),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
  /** Either one metric ... */
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: z.number().optional(),
  /** ... or an expression over several. */
  Metrics: z.array(Query).optional(),
});
export type MetricAlarm = z.infer<typeof MetricAlarm>;

/** `AWS::CloudWatch::CompositeAlarm`; the suppressor is an alarm's name, periods are seconds. */
export const CompositeAlarm = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmRule: z.string(),
  ActionsSuppressor: z.string().optional(),
  ActionsSuppressorWaitPeriod: z.number().optional(),
  ActionsSuppressorExtensionPeriod: z.number().optional(),
});
export type CompositeAlarm = z.infer<typeof CompositeAlarm>;

export interface Definitions {
  readonly metric: readonly MetricAlarm[];
  readonly composite: readonly CompositeAlarm[];
}
