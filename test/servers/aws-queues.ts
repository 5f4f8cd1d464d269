// A FIFO queue and its dead letters as the cloud's stack makes them, at any SQS endpoint.
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDescription } from '../../infra/local/emulators/sqs.ts';

/** Returns the URLs by name, that of the dead-letter queue too. */
export async function createQueue(
  client: SQSClient,
  { name, visibilitySeconds, deadLetter }: QueueDescription,
): Promise<{ readonly [name: string]: string }> {
  const dead = deadLetter ? await create(client, deadLetter.name, {}) : undefined;
  const VisibilityTimeout = String(visibilitySeconds);
  if (!deadLetter || dead === undefined) return { [name]: await create(client, name, { VisibilityTimeout }) };
  const asked = new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] });
  const { Attributes = {} } = await client.send(asked);
  const { maxReceives: maxReceiveCount } = deadLetter;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount });
  return { [deadLetter.name]: dead, [name]: await create(client, name, { VisibilityTimeout, RedrivePolicy }) };
}

async function create(client: SQSClient, QueueName: string, own: { readonly [name: string]: string }): Promise<string> {
  const fifo = { FifoQueue: 'true', DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' };
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName, Attributes: { ...fifo, ...own } }));
  return QueueUrl;
}
