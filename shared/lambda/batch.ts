// The shell of every queue function: people side by side, each one's messages in order, and only what failed comes back.
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import { context } from '@opentelemetry/api';
import type * as z from 'zod';
import type { Log } from '../ports/runtime.ts';
import { logger, nameOf } from './log.ts';
import { metered, metrics } from './metrics.ts';
import { contextOf } from './tracing.ts';

/** What we read of an Amazon SQS record. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly MessageGroupId?: string; readonly ApproximateReceiveCount: string };
  readonly messageAttributes?: { readonly [name: string]: { readonly stringValue?: string } };
}

export interface BatchReply {
  readonly batchItemFailures: { itemIdentifier: string }[];
}

export type BatchHandler = (event: { readonly Records: readonly QueueRecord[] }) => Promise<BatchReply>;

type PowertoolsRecords = Parameters<SqsFifoPartialProcessorAsync['register']>[0];

function groupsOf(records: readonly QueueRecord[]): readonly (readonly QueueRecord[])[] {
  const groups = new Map<string, QueueRecord[]>();
  for (const record of records) {
    const name = record.attributes.MessageGroupId ?? record.messageId;
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  return [...groups.values()];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * `export const handler = batch(Wakeup, step)`. A message that fails comes back, and with it the later ones of its group, unworked. A
 * body that is no wake-up is let go with an error in the log: it would only block its group, and the truth is in the table.
 */
export function batch<Message>(
  schema: z.ZodType<Message>,
  step: (message: Message) => Promise<unknown>,
  log: Log = logger,
): BatchHandler {
  async function work(record: QueueRecord): Promise<void> {
    const message = schema.safeParse(parsed(record.body));
    if (!message.success) return log.error('message-not-understood', { messageId: record.messageId });
    try {
      await context.with(contextOf(record.messageAttributes?.traceparent?.stringValue), () => step(message.data));
    } catch (error) {
      const received = Number(record.attributes.ApproximateReceiveCount);
      log.warn('message-failed', { messageId: record.messageId, name: nameOf(error), received });
      metrics.add({ WorkerFailures: 1 });
      throw error instanceof Error ? error : new Error('thrown');
    }
  }

  return metered(async ({ Records: records }) => {
    const replies = await Promise.all(groupsOf(records).map((group) => workInOrder(group, work)));
    return { batchItemFailures: replies.flatMap(({ batchItemFailures }) => batchItemFailures) };
  });
}

/** One group with a processor of its own; `skipGroupOnError` keeps what follows a failure unworked. */
async function workInOrder(
  group: readonly QueueRecord[],
  work: (record: QueueRecord) => Promise<void>,
): Promise<BatchReply> {
  const processor = new SqsFifoPartialProcessorAsync();
  const event = { Records: group as unknown as PowertoolsRecords };
  const reply = await processPartialResponse(event, work, processor, {
    skipGroupOnError: true,
    throwOnFullBatchFailure: false,
  });
  return { batchItemFailures: [...reply.batchItemFailures] };
}
