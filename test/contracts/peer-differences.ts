// In which laws servers that nobody here wrote differ from AWS, as seen; an unexpected pass fails too.
import type { Difference } from './law.ts';

type Differences = { readonly [laws in 'store' | 'dynamo' | 'vault' | 'queues']?: readonly Difference[] };

export const peerDifferences: { readonly 'dynamodb-local': Differences; readonly elasticmq: Differences } = {
  'dynamodb-local': {
    dynamo: [
      {
        title: 'who meets a running transaction is turned away',
        reason: 'DynamoDB Local 3.3.1 lets everybody wait for a turn: the simulator and the embedded one turn away',
      },
    ],
  },
  elasticmq: {
    queues: [
      {
        title: 'groups do not swallow each other: the same deduplication id counts within its group only',
        reason: 'ElasticMQ 1.7.1 deduplicates within the queue, whatever DeduplicationScope says',
      },
      {
        title: 'whoever deletes too late is told',
        reason: 'ElasticMQ 1.7.1 takes a receipt until the message is received again',
      },
    ],
  },
};
