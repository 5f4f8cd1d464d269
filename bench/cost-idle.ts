// What a company pays in which nothing happens: requests counted in a day of virtual time, charges counted in the synthesized template.
import { topology } from '../infra/topology.ts';
import { METRICS } from '../shared/model/metric.ts';
import { type Synthesized, synthesize } from '../test/infra/synthesized.ts';
import { type Benchmark, type Figure, spread } from './benchmark.ts';
import { type IdleHour, idleHour } from './idle-hour.ts';
import { assumed, type Item, itemised, MINUTES, prices, secretsFor, ticksOf } from './monthly-bill.ts';

const TARGETS = 5;
const PEOPLE = 50;
const USD_GOAL = 20;
const METRICS_GOAL = 25;
const HOURS = MINUTES / 60;
/** A daily run: one state for each of two dozen steps of its own and of each target's execution. */
const TRANSITIONS_PER_DAY = 24 * (1 + TARGETS);

function monthOf(hour: IdleHour, stage: Synthesized): readonly Item[] {
  const ticks = ticksOf(topology);
  const secrets = secretsFor(TARGETS);
  const keys = stage.ofType('AWS::KMS::Key').length;
  const composites = stage.ofType('AWS::CloudWatch::CompositeAlarm').length;
  const watched = watchedMetrics(stage);
  return [
    { what: `${keys} KMS keys`, usd: keys * prices.kmsKey },
    { what: 'signed heads', usd: HOURS * (hour.signatures * prices.kmsSign + hour.archived * prices.s3Put) },
    { what: `${secrets} secrets`, usd: secrets * prices.secret + HOURS * hour.secretCalls * prices.secretCall },
    { what: `${hour.metrics.toFixed(1)} metrics an hour`, usd: hour.metrics * prices.metric },
    { what: `${watched} metrics of alarms`, usd: watched * prices.alarmMetric },
    { what: `${composites} composite alarms`, usd: composites * prices.compositeAlarm },
    { what: 'DynamoDB reads', usd: HOURS * hour.readUnits * prices.dynamoRead },
    { what: 'DynamoDB writes', usd: HOURS * hour.writeUnits * prices.dynamoWrite },
    { what: 'Lambda waiting at queues', usd: MINUTES * assumed.pollsPerMinute * prices.sqs },
    { what: 'messages', usd: HOURS * 3 * hour.sends * prices.sqs },
    { what: 'Lambda', usd: ticks * (prices.lambdaCall + assumed.gbSecondsPerTick * prices.lambdaGbSecond) },
    { what: 'Scheduler', usd: ticks * prices.schedule },
    { what: 'Step Functions', usd: 30 * TRANSITIONS_PER_DAY * prices.transition },
    { what: 'logs', usd: ((ticks * assumed.logBytesPerCall) / 1e9) * prices.logGb },
    { what: 'traces', usd: ticks * prices.trace },
  ];
}

/** An alarm is billed for each metric that it looks at. */
function watchedMetrics(stage: Synthesized): number {
  return stage.ofType('AWS::CloudWatch::Alarm').reduce((sum, { properties }) => {
    const { Metrics = [{ MetricStat: {} }] } = properties as { Metrics?: readonly { MetricStat?: object }[] };
    return sum + Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
  }, 0);
}

/** What waits in a network and is paid by the hour: machines, gateways, balancers, firewalls, endpoints. */
const APPLIANCE =
  /^AWS::(EC2|ElasticLoadBalancing|ElasticLoadBalancingV2|NetworkFirewall|NetworkManager|WAF|WAFv2|WAFRegional|ECS|RDS|ElastiCache|DAX)::/;

function exactly(name: string, unit: string, { count, most }: { count: number; most: number }): Figure {
  return { name, unit, ours: spread([count]), goal: most === 0 ? 'none' : `at most ${most}`, met: count <= most };
}

export const costIdle: Benchmark = {
  name: 'cost.idle',
  workload: `A company of ${PEOPLE} people and ${TARGETS} targets in which nothing happens: requests of a virtual day, charges of the synthesized template, at list prices.`,
  async run(tell) {
    const hour = await idleHour(TARGETS, PEOPLE);
    tell('a virtual day counted');
    const stage = synthesize();
    tell('template counted');
    const items = monthOf(hour, stage);
    const usd = items.reduce((sum, item) => sum + item.usd, 0);
    const requests = (name: string, unit: string, count: number): Figure => {
      return { name, unit, ours: spread([count]), goal: 'printed', met: true };
    };
    const appliances = stage.resources.filter(({ type }) => APPLIANCE.test(type)).length;
    return [
      {
        name: 'a month with nothing to do',
        unit: 'USD',
        ours: spread([usd]),
        goal: `below ${USD_GOAL}`,
        met: usd < USD_GOAL,
        bound: `fixed charges: ${itemised(items)}`,
      },
      exactly('metrics', 'metrics', { count: Object.keys(METRICS).length, most: METRICS_GOAL }),
      exactly('network appliances in the template', 'resources', { count: appliances, most: 0 }),
      requests('read units an hour', 'units', hour.readUnits),
      requests('write units an hour', 'units', hour.writeUnits),
      requests('heads signed and archived an hour', 'heads', hour.signatures),
      requests('calls to Secrets Manager an hour', 'calls', hour.secretCalls),
      requests('messages sent an hour', 'calls', hour.sends),
      ...items.map(({ what, usd: part }) => requests(`a month: ${what}`, 'USD', part)),
    ];
  },
};
