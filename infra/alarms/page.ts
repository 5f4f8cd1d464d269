// docs/slo.md, made from the lists: levels, alarms, metrics and what they cost, so that the page cannot tell another story.
import { BURNS, burnPercent, SLOS } from '../../shared/core/slo.ts';
import { METRICS } from '../../shared/model/metric.ts';
import { ALARMS } from '../alarms.ts';
import { AWS_COUNTS } from './aws-counts.ts';
import { alarmDefinitions } from './definitions.ts';
import type { AlarmSpec, Condition, Measure } from './spec.ts';

/** List prices of CloudWatch in us-east-1 a month, USD, without the free tier (aws.amazon.com/cloudwatch/pricing, November 2026). */
const PRICE = { metric: 0.3, alarmMetric: 0.1, composite: 0.5 } as const;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function lasting(seconds: number): string {
  for (const [name, unit] of [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
  ] as const)
    if (seconds >= unit && seconds % unit === 0) return `${seconds / unit} ${name}`;
  return `${seconds} s`;
}

function measured(measure: Measure): string {
  switch (measure.kind) {
    case 'aws':
      return AWS_COUNTS[measure.count].says;
    case 'largest':
      return `\`${measure.metric}\``;
    case 'sum':
      return `sum of \`${measure.metric}\``;
    case 'reports':
      return `reports of \`${measure.metric}\``;
    case 'bad-share':
      return `% \`${measure.bad}\` of both with \`${measure.good}\`, from ${measure.least} on`;
    case 'share-of':
      return `% \`${measure.bad}\` of \`${measure.all}\`, from ${measure.least} on`;
    case 'slow-share':
      return `% of \`${measure.metric}\` over ${lasting(measure.limitSeconds)}, of ${measure.least} or more`;
    case 'quick-share':
      return `% of \`${measure.metric}\` within ${lasting(measure.limitSeconds)}`;
    case 'median':
      return `median of \`${measure.metric}\`, of ${measure.least} or more`;
  }
}

function conditionText({ measure, breaches, periodSeconds, periods }: Condition): string {
  const isTime = measure.kind === 'largest' && METRICS[measure.metric].unit === 'Seconds';
  const shown = (value: number) => (isTime && value > 0 ? lasting(value) : String(value));
  const [word, value] =
    'above' in breaches
      ? ['over', breaches.above]
      : 'from' in breaches
        ? ['at least', breaches.from]
        : ['under', breaches.below];
  const window = periods === 1 ? lasting(periodSeconds) : `${periods} × ${lasting(periodSeconds)}`;
  return `${measured(measure)} ${word} ${shown(value)} in ${window}`;
}

function alarmRow({ name, means, severity, owner, runbook, isSuppressible, conditions, missing }: AlarmSpec) {
  return [
    `[${name}](${runbook.replace('docs/', '')})`,
    means,
    conditions.map(conditionText).join(', and '),
    severity,
    owner,
    isSuppressible ? 'quiet' : 'heard',
    missing,
  ];
}

function cost(): string {
  const { metric, composite } = alarmDefinitions();
  const watched = metric.reduce(
    (sum, { Metrics }) => sum + Math.max(1, Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 0),
    0,
  );
  const count = Object.keys(METRICS).length;
  const total = count * PRICE.metric + watched * PRICE.alarmMetric + composite.length * PRICE.composite;
  return `${count} metrics of ours, AWS's own are free; ${metric.length} metric alarms over ${watched} metrics, ${composite.length} composites: ${total.toFixed(2)} USD a month at list price, the same for 50 people as for 50,000.`;
}

/** The whole page. */
export function sloPage(): string {
  const [page, ticket] = [BURNS.page, BURNS.ticket];
  return `# Service levels and alarms

<!-- Made by \`npm run docs:slo\` from infra/alarms.ts, shared/core/slo.ts and shared/model/metric.ts. Change those. -->

\`npx frontdesk slo\` shows all of this for a laptop; in the cloud it is in CloudWatch, namespace \`Frontdesk\`, alarms \`frontdesk-*\`. Both evaluate the same definitions. The last four alarms are over
what AWS itself counts: a laptop has no such numbers, and says \`no data\`.

## Levels

${table(
  ['level', 'error budget'],
  Object.values(SLOS).map(({ says, budget, days }) => [
    says,
    budget === 0 ? 'none: one is too many' : `${100 * budget} % in ${days} d`,
  ]),
)}

The clock of an operation starts when its event came in, or on the day it takes effect, and ends with usable access, or with a revocation that was read back. It does not run
while a loss waits for two people: that wait is a number of its own, \`ApprovalWaitSeconds\`. An operation counts once, however often it was tried; a redrive is another operation.

**Burn.** A page when ${100 * page.share} % of a budget burns in an hour, and still does in the last ${page.stillMinutes} minutes: ${burnPercent(SLOS.success, page)} % of operations given up, ${burnPercent(SLOS.provision, page)} % of people waiting too long.
A ticket when a day burns twice its share, and still does in the last ${ticket.stillMinutes / 60} hours: ${burnPercent(SLOS.success, ticket)} % and ${burnPercent(SLOS.provision, ticket)} %. Shares mean little for a company with three events a week, so they need a few bad ones;
the age alarms do not.

## Alarms

A *page* calls somebody now, a *ticket* waits for the next working day. *Quiet* alarms call nobody while a [planned window](operate.md#plan-maintenance) is open. The last column says why a
window without data is not mistaken for a good one.

${table(['alarm', 'means', 'when', 'severity', 'owner', 'planned window', 'missing data'], ALARMS.map(alarmRow))}

## Metrics

One dimension, \`service\`, so that each name is one metric. What would need a dimension more (which target, source or person) is in log lines and \`npx frontdesk status\`: each value of a
dimension is another metric to pay for. One line a function run, in its log; no call of its own.

${table(
  ['metric', 'unit', 'kind', 'means'],
  Object.entries(METRICS).map(([name, { unit, kind, means }]) => [`\`${name}\``, unit, kind, means]),
)}

The sweep says its gauges each minute, from what it reads anyway and five reads more, however long the history: what waits for somebody stands in the due index by age. The census says the hourly ones.
A gauge of 0 means that somebody looked and found nothing.

## Cost

${cost()}
`;
}
