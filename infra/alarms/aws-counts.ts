// What AWS counts by itself, free of charge, and our own metrics cannot: a function that never starts says nothing.
import { topology } from '../topology.ts';
import type { Naming } from './naming.ts';

export interface AwsMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

interface AwsCountSpec {
  /** For the page. */
  readonly says: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly of: (naming: Naming) => readonly AwsMetric[];
}

/** Those behind a door are seen by what API Gateway answers for them, those that run by the clock by alarms for their silence. */
const WOKEN = topology.functions
  .filter(({ triggers }) => triggers.some(({ kind }) => kind === 'queue'))
  .map(({ name }) => name);

function metric(Namespace: string, MetricName: string, [Name, Value]: readonly [string, string]): AwsMetric {
  return { Namespace, MetricName, Dimensions: [{ Name, Value }] };
}

/** One alarm adds up to nine of them (CloudWatch User Guide, "metric math": ten metrics a formula). */
export const AWS_COUNTS = {
  'door-faults': {
    says: '`5XXError` of the API',
    statistic: 'Sum',
    of: ({ prefix }) => [metric('AWS/ApiGateway', '5XXError', ['ApiName', prefix])],
  },
  crashes: {
    says: '`Errors` of the functions that queues wake',
    statistic: 'Sum',
    of: ({ prefix }) => WOKEN.map((name) => metric('AWS/Lambda', 'Errors', ['FunctionName', `${prefix}-${name}`])),
  },
  'dead-letters': {
    says: 'messages in the dead-letter queues',
    statistic: 'Maximum',
    of: ({ prefix, deadQueue = (name) => `${prefix}-${name}-dead` }) =>
      topology.queues.map(({ name }) =>
        metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', ['QueueName', deadQueue(name)]),
      ),
  },
  'failed-runs': {
    says: 'failed, timed-out and aborted executions of the workflows',
    statistic: 'Sum',
    of: ({ prefix, machine = (name) => `${prefix}-${name}` }) =>
      topology.workflows.flatMap(({ name }) =>
        ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'].map((ended) =>
          metric('AWS/States', ended, ['StateMachineArn', machine(name)]),
        ),
      ),
  },
} as const satisfies { readonly [count: string]: AwsCountSpec };

export type AwsCount = keyof typeof AWS_COUNTS;
