// In which laws servers written by others differ from AWS, as seen; an unexpected pass fails too.
import type { Difference } from './law.ts';

export const peerDifferences: { readonly [peer: string]: readonly Difference[] | undefined } = {
  'dynamodb-local': [],
  elasticmq: [
    {
      title: 'groups do not swallow each other: the same deduplication id counts within its group only',
      reason: 'ElasticMQ 1.7.1 deduplicates within the queue, whatever DeduplicationScope says',
    },
    {
      title: 'whoever deletes too late is told',
      reason: 'ElasticMQ 1.7.1 takes a receipt until the message is received again',
    },
  ],
};
