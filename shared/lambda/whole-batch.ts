// A batch whose messages are worked in one call, where order does not matter: read-backs, one read for many people.
import type * as z from 'zod';
import type { BatchReply, QueueRecord } from './batch.ts';
import { logger, nameOf } from './log.ts';
import { metered, metrics } from './metrics.ts';

/** `export const handler = wholeBatch(Wakeup, step)`. The step deals with each message's own faults; if it throws, all come back. */
export function wholeBatch<Message>(
  schema: z.ZodType<Message>,
  step: (messages: readonly Message[]) => Promise<unknown>,
): (event: { readonly Records: readonly QueueRecord[] }) => Promise<BatchReply> {
  return metered(async ({ Records: records }) => {
    try {
      await step(records.flatMap(({ body }) => understood(schema, body)));
      return { batchItemFailures: [] };
    } catch (error) {
      logger.warn('batch-failed', { messages: records.length, name: nameOf(error) });
      metrics.add({ WorkerFailures: records.length });
      return { batchItemFailures: records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    }
  });
}

function understood<Message>(schema: z.ZodType<Message>, body: string): readonly Message[] {
  try {
    return [schema.parse(JSON.parse(body))];
  } catch {
    logger.error('message-not-understood');
    return [];
  }
}
