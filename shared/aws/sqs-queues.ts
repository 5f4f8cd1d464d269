// The queue port over Amazon SQS FIFO queues.
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Message, QueueName, Queues } from '../ports/queue.ts';

export interface SqsQueuesParts {
  /** May retry: the deduplication id makes a repetition harmless for five minutes. */
  readonly client: SQSClient;
  readonly urls: { readonly [queue in QueueName]: string };
}

const maxBatchMessages = 10;
/** AWS takes a megabyte now; a wake-up hint never needs even this. */
const maxBytes = 256 * 1024;
const printable = /^[\x21-\x7e]{1,128}$/;

/** Messages of one queue are sent in their order, queues side by side. A malformed message is a TypeError before anything is sent. */
export function sqsQueues(parts: SqsQueuesParts): Queues {
  return {
    async send(messages) {
      for (const message of messages) refuseMalformed(message);
      const byQueue = Map.groupBy(messages, (message) => message.queue);
      const failures = await Promise.all([...byQueue].map(([queue, some]) => sendInOrder(parts, queue, some)));
      const failed = failures.flat();
      if (failed.length === 0) return;
      throw new Error(`${failed.length} of ${messages.length} messages could not be sent`, { cause: failed[0] });
    },
  };
}

/** What went wrong, one entry a message; the batches after a failed one are still sent. */
async function sendInOrder(
  parts: SqsQueuesParts,
  queue: QueueName,
  messages: readonly Message[],
): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (const batch of batches(messages)) {
    const Entries = batch.map((message, position) => ({
      Id: String(position),
      MessageBody: JSON.stringify(message.body),
      MessageGroupId: message.group,
      MessageDeduplicationId: message.deduplicationId,
      ...(message.trace !== undefined && {
        MessageAttributes: { traceparent: { DataType: 'String', StringValue: message.trace } },
      }),
    }));
    try {
      const { Failed = [] } = await parts.client.send(
        new SendMessageBatchCommand({ QueueUrl: parts.urls[queue], Entries }),
      );
      failures.push(...Failed.map((failed) => failed.Code));
    } catch (error) {
      failures.push(...batch.map(() => error));
    }
  }
  return failures;
}

function batches(messages: readonly Message[]): readonly (readonly Message[])[] {
  const all: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = bodyBytes(message);
    const last = all.at(-1);
    if (!last || last.length === maxBatchMessages || bytes + size > maxBytes) {
      all.push([message]);
      bytes = size;
    } else {
      last.push(message);
      bytes += size;
    }
  }
  return all;
}

function bodyBytes(message: Message): number {
  return Buffer.byteLength(JSON.stringify(message.body));
}

/** Group and deduplication ids are 1 to 128 letters, digits and punctuation (Amazon SQS quotas). */
function refuseMalformed(message: Message): void {
  if (!printable.test(message.group)) throw new TypeError('the message group is not 1 to 128 printable characters');
  if (!printable.test(message.deduplicationId))
    throw new TypeError('the deduplication id is not 1 to 128 printable characters');
  if (bodyBytes(message) > maxBytes) throw new TypeError('the message is over 256 KB');
}
