// What a month costs at AWS, itemised: counted units and calls times list prices.

import { type Topology, topology } from '../infra/topology.ts';
import type { Bill } from '../test/cost/event-bill.ts';

/** USD, list prices of us-east-1 as AWS's price pages had them in 2025. No free tier, no discount. */
export const prices = {
  dynamoWrite: 0.625 / 1e6,
  dynamoRead: 0.125 / 1e6,
  dynamoGb: 0.25 + 0.2,
  sqs: 0.5 / 1e6,
  lambdaCall: 0.2 / 1e6,
  lambdaGbSecond: 0.0000133334,
  restRequest: 3.5 / 1e6,
  schedule: 1 / 1e6,
  kmsKey: 1,
  kmsCall: 0.03 / 1e4,
  kmsSign: 0.15 / 1e4,
  secret: 0.4,
  secretCall: 0.05 / 1e4,
  s3Put: 0.005 / 1e3,
  logGb: 0.5,
  trace: 5 / 1e6,
  transition: 25 / 1e6,
  metric: 0.3,
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
} as const;

/** What is assumed and not counted. */
export const assumed = {
  targets: 8,
  hiresPerPerson: 0.02,
  leavesPerPerson: 0.02,
  /** A change of anything, counted as a move, which is dearer than most. */
  movesPerPerson: 1,
  /** Webhook, decide, apply, verify. */
  callsPerEvent: 4,
  /** Of 0.5 GB: a third of a second twice, a second twice while targets answer. */
  gbSecondsPerEvent: 1.3,
  gbSecondsPerTick: 0.1,
  kmsCallsPerEvent: 4,
  secretCallsPerEvent: 8,
  logBytesPerCall: 1_500,
  /** Kept of a person with a year of log. */
  bytesPerPerson: 25_000,
  /** Lambda keeps five long polls of 20 s open at each queue. */
  pollsPerMinute: 6 * 5 * 3,
  idleHeadsPerHour: 6,
} as const;

export const MINUTES = 30 * 24 * 60;

/** Webhook key and API credential of two sources, a secret a target, the operators. */
export function secretsFor(targets: number): number {
  return 2 * 2 + targets + 1;
}

/** Calls that schedules make in a month. */
export function ticksOf({ functions, workflows }: Topology): number {
  const triggers = functions.flatMap((spec) => spec.triggers);
  const minutes = triggers.flatMap((trigger) => (trigger.kind === 'schedule' ? [trigger.everyMinutes] : []));
  return [...minutes, ...workflows.map(({ everyHours }) => everyHours * 60)].reduce(
    (sum, every) => sum + MINUTES / every,
    0,
  );
}

export interface Item {
  readonly what: string;
  readonly usd: number;
}

/** A month of a company; `idleReads` of the bills are what three minutes read with nothing to do. */
export function monthlyBill(people: number, bills: readonly Bill[]): readonly Item[] {
  const bill = (event: string): Bill => {
    const found = bills.find((one) => one.event === event);
    if (!found) throw new Error(`no bill for a ${event}`);
    return found;
  };
  const counted = (count: (bill: Bill) => number) =>
    people *
    (assumed.hiresPerPerson * count(bill('hire')) +
      assumed.leavesPerPerson * count(bill('leave')) +
      assumed.movesPerPerson * count(bill('move')));
  const events = counted(() => 1);
  const idleReads = (bill('hire').idleReads / 3) * MINUTES;
  const ticks = ticksOf(topology);
  const secrets = secretsFor(assumed.targets);
  const calls = events * assumed.callsPerEvent + ticks;
  const heads = assumed.idleHeadsPerHour * 30 * 24 + events;
  return [
    { what: 'DynamoDB writes', usd: counted(({ writeUnits }) => writeUnits) * prices.dynamoWrite },
    { what: 'DynamoDB reads', usd: (counted(({ readUnits }) => readUnits) + idleReads) * prices.dynamoRead },
    { what: 'DynamoDB storage and recovery', usd: ((people * assumed.bytesPerPerson) / 1e9) * prices.dynamoGb },
    { what: 'SQS: messages', usd: counted(({ sends, deletes }) => sends + 2 * deletes) * prices.sqs },
    { what: 'SQS: Lambda waiting for messages', usd: assumed.pollsPerMinute * MINUTES * prices.sqs },
    {
      what: 'Lambda',
      usd:
        calls * prices.lambdaCall +
        (events * assumed.gbSecondsPerEvent + ticks * assumed.gbSecondsPerTick) * prices.lambdaGbSecond,
    },
    { what: 'API Gateway', usd: events * prices.restRequest },
    { what: 'EventBridge Scheduler', usd: ticks * prices.schedule },
    { what: 'KMS: three keys', usd: 3 * prices.kmsKey },
    { what: 'KMS: calls', usd: events * assumed.kmsCallsPerEvent * prices.kmsCall + heads * prices.kmsSign },
    { what: `Secrets Manager: ${secrets} secrets`, usd: secrets * prices.secret },
    { what: 'Secrets Manager: calls', usd: events * assumed.secretCallsPerEvent * prices.secretCall },
    { what: 'S3: sealed heads', usd: heads * prices.s3Put },
    { what: 'CloudWatch Logs', usd: ((calls * assumed.logBytesPerCall) / 1e9) * prices.logGb },
    { what: 'X-Ray traces', usd: calls * prices.trace },
  ];
}

/**
 * A million such events in a month, without what is due anyway. At 23 a minute the sealer signs a head a minute; a warm process of the webhook,
 * of apply and of verify each reads its secrets every half a minute.
 */
export function millionBill(bill: Bill): readonly Item[] {
  const [events, calls] = [1e6, 1e6 * assumed.callsPerEvent];
  const readings = 2 * MINUTES * (1 + 2 * bill.targets);
  return [
    { what: 'DynamoDB writes', usd: events * bill.writeUnits * prices.dynamoWrite },
    { what: 'DynamoDB reads', usd: events * bill.readUnits * prices.dynamoRead },
    { what: 'SQS', usd: events * (bill.sends + bill.receives + bill.deletes) * prices.sqs },
    { what: 'API Gateway', usd: events * prices.restRequest },
    { what: 'Lambda', usd: calls * prices.lambdaCall + events * assumed.gbSecondsPerEvent * prices.lambdaGbSecond },
    { what: 'KMS', usd: events * assumed.kmsCallsPerEvent * prices.kmsCall + MINUTES * prices.kmsSign },
    { what: 'Secrets Manager', usd: readings * prices.secretCall },
    { what: 'S3', usd: MINUTES * prices.s3Put },
    { what: 'logs', usd: ((calls * assumed.logBytesPerCall) / 1e9) * prices.logGb },
    { what: 'traces', usd: calls * prices.trace },
  ];
}

/** The items as one line, dearest first. */
export function itemised(items: readonly Item[]): string {
  const sorted = items.toSorted((a, b) => b.usd - a.usd);
  return sorted.map(({ what, usd }) => `${what} ${usd.toFixed(2)}`).join(', ');
}
