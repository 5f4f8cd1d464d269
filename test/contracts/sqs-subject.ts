// Any SQS endpoint as a subject of the queue laws, through the real SDK client.
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import { sqsQueues } from '../../shared/aws/sqs-queues.ts';
import type { Message, QueueName } from '../../shared/ports/queue.ts';
import type { QueueSubject, ReceivedMessage } from './queue-subject.ts';

export interface SqsSubjectParts {
  readonly client: SQSClient;
  readonly urls: { readonly [queue in QueueName]: string };
  readonly deadUrl: string;
  readonly visibilityMs: number;
  readonly maxReceives: number;
}

/** Time is real here: laws that need minutes are for others. */
export function sqsSubject(parts: SqsSubjectParts): QueueSubject {
  const { client, urls } = parts;
  const open = new Set<string>();
  const closed = async (receipt: string, command: () => Promise<unknown>) => {
    open.delete(receipt);
    return command().then(
      () => true,
      () => false,
    );
  };
  return {
    queues: sqsQueues({ client, urls }),
    async receive(queue, max) {
      const messages = (await receiveFrom(client, urls[queue], max)).map(received);
      for (const { receipt } of messages) open.add(receipt);
      return messages;
    },
    delete: (queue, ReceiptHandle) =>
      closed(ReceiptHandle, () => client.send(new DeleteMessageCommand({ QueueUrl: urls[queue], ReceiptHandle }))),
    release: (queue, ReceiptHandle) =>
      closed(ReceiptHandle, () =>
        client.send(new ChangeMessageVisibilityCommand({ QueueUrl: urls[queue], ReceiptHandle, VisibilityTimeout: 0 })),
      ),
    deadLetters: async () => (await receiveFrom(client, parts.deadUrl, 10)).map((message) => bodyOf(message)),
    async pass(ms) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      open.clear();
    },
    visibilityMs: parts.visibilityMs,
    maxReceives: parts.maxReceives,
    isVirtual: false,
    hasLeftovers: () => open.size > 0,
  };
}

async function receiveFrom(client: SQSClient, url: string, max: number): Promise<readonly SqsMessage[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
      WaitTimeSeconds: 0,
    }),
  );
  return answer.Messages ?? [];
}

function bodyOf(message: SqsMessage): Message['body'] {
  return JSON.parse(message.Body ?? '{}') as Message['body'];
}

function received(message: SqsMessage): ReceivedMessage {
  return {
    receipt: message.ReceiptHandle ?? '',
    group: message.Attributes?.MessageGroupId ?? '',
    body: bodyOf(message),
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount),
  };
}
