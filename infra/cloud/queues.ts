// The FIFO queues, each with its dead letters, at the throughput of one message group each.
import { Duration } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueName } from '../../shared/ports/queue.ts';
import type { QueueSpec, Topology } from '../topology.ts';

export interface QueuePair {
  readonly live: Queue;
  readonly dead: Queue;
}

const SHARED: QueueProps = {
  fifo: true,
  deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
};

export class Queues extends Construct {
  readonly pairs: { readonly [queue in QueueName]: QueuePair };

  constructor(scope: Construct, id: string, topology: Topology) {
    super(scope, id);
    this.pairs = Object.fromEntries(topology.queues.map((spec) => [spec.name, this.#pair(spec)])) as Queues['pairs'];
  }

  #pair({ name, visibilitySeconds, receives }: QueueSpec): QueuePair {
    const dead = new Queue(this, `${name}-dead`, { ...SHARED, retentionPeriod: Duration.days(14) });
    const live = new Queue(this, name, {
      ...SHARED,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: receives },
    });
    return { live, dead };
  }
}
