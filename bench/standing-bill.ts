// What a month costs for watching and comparing, whether or not anything happens to people: added to what monthly-bill.ts counts.
import { alarmDefinitions } from '../infra/alarms/definitions.ts';
import { METRICS } from '../shared/model/metric.ts';
import { type Item, MINUTES, prices } from './monthly-bill.ts';

/** What is assumed and not counted. */
export const assumedStanding = {
  /** In the state table: the person, a year of inbox rows, and what lies in between. */
  stateBytesPerPerson: 9_000,
  /** A person's row is read when the account is listed, and again when the ledger is walked. */
  readsPerComparison: 2,
  /** A page of a hundred accounts keeps where it stands and whom it saw. */
  writesPerComparison: 0.14,
  gbSecondsPerComparison: 0.005,
  /** States that a day's own execution passes, and each target's. */
  transitionsPerExecution: 24,
} as const;

const DAYS = MINUTES / (24 * 60);
const HOURS = MINUTES / 60;

/** Metrics are taken as told in every hour; in one in which a metric says nothing CloudWatch does not bill it. */
export function standingBill(people: number, targets: number): readonly Item[] {
  const { stateBytesPerPerson, readsPerComparison, writesPerComparison, gbSecondsPerComparison } = assumedStanding;
  const { metric, composite } = alarmDefinitions();
  const metrics = Object.keys(METRICS).length;
  const watched = metric.reduce((sum, { Metrics = [] }) => sum + Math.max(1, Metrics.filter(isMetric).length), 0);
  const scans = HOURS * people * (stateBytesPerPerson / 4_096);
  const comparisons = DAYS * people * targets;
  const perComparison =
    readsPerComparison * prices.dynamoRead +
    writesPerComparison * prices.dynamoWrite +
    gbSecondsPerComparison * prices.lambdaGbSecond;
  const transitions = DAYS * assumedStanding.transitionsPerExecution * (1 + targets);
  return [
    { what: 'Hourly census: DynamoDB reads', usd: scans * prices.dynamoRead },
    { what: 'Daily comparison: DynamoDB, Lambda', usd: comparisons * perComparison },
    { what: 'Step Functions', usd: transitions * prices.transition },
    { what: `CloudWatch: ${metrics} metrics`, usd: metrics * prices.metric },
    { what: `CloudWatch: ${metric.length} alarms over ${watched} metrics`, usd: watched * prices.alarmMetric },
    { what: `CloudWatch: ${composite.length} composite alarms`, usd: composite.length * prices.compositeAlarm },
  ];
}

function isMetric({ MetricStat }: { readonly MetricStat?: object }): boolean {
  return MetricStat !== undefined;
}
