// Lambda's SQS event source for the laptop: long polls, batches, partial failures. Wakes on messages, never on a timer.
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SqsBatchResponse, SqsEvent, SqsRecord } from './lambda-events.ts';

export interface Polling {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queue: string;
  readonly batch: number;
  /** Batches worked at the same time. */
  readonly concurrency: number;
  readonly handler: (event: SqsEvent) => Promise<SqsBatchResponse>;
  readonly onError: (error: unknown) => void;
}

/** Below the clients' request timeout. */
const LONG_POLL_SECONDS = 8;
const AFTER_ERROR_MS = 1_000;

/** Polls until stopped. `stop` resolves when the batches under way are done. */
export function startPolling(polling: Polling): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loops = Array.from({ length: polling.concurrency }, () => loop(polling, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function loop(polling: Polling, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await pollOnce(polling, signal);
    } catch (error) {
      if (signal.aborted) return;
      polling.onError(error);
      await new Promise((resolve) => setTimeout(resolve, AFTER_ERROR_MS));
    }
  }
}

async function pollOnce({ client, queueUrl, queue, batch, handler }: Polling, signal: AbortSignal): Promise<void> {
  const receive = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batch,
    WaitTimeSeconds: LONG_POLL_SECONDS,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await client.send(receive, { abortSignal: signal });
  if (Messages.length === 0) return;
  const { batchItemFailures } = await handler({ Records: Messages.map((message) => recordOf(message, queue)) });
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = Messages.filter(({ MessageId }) => MessageId !== undefined && !failed.has(MessageId));
  if (done.length === 0) return;
  const Entries = done.map(({ MessageId, ReceiptHandle }, position) => ({
    Id: `${position}-${MessageId}`.slice(0, 80),
    ReceiptHandle,
  }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

function recordOf(
  { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {}, MessageAttributes = {}, MD5OfBody = '' }: Message,
  queue: string,
): SqsRecord {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ...Attributes,
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? '1',
      MessageGroupId: Attributes.MessageGroupId ?? '',
      SequenceNumber: Attributes.SequenceNumber ?? '',
    },
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, { stringValue: StringValue }]),
    ),
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}.fifo`,
    awsRegion: 'us-east-1',
  };
}
