// A function that a workflow's state or a schedule calls: input parsed, output answered; a failure is logged and thrown, so that its alarm sees it.
import type * as z from 'zod';
import { logger, nameOf } from './log.ts';
import { metered, metrics } from './metrics.ts';

/** `export const handler = task(Input, step)`. What the schedule itself puts into the event is left out by the schema. */
export function task<Input, Output>(
  schema: z.ZodType<Input>,
  step: (input: Input) => Promise<Output>,
): (event: unknown) => Promise<Output> {
  return metered(async (event: unknown) => {
    try {
      return await step(schema.parse(event ?? {}));
    } catch (error) {
      logger.error('task-failed', { error: nameOf(error) });
      metrics.add({ WorkerFailures: 1 });
      throw error;
    }
  });
}
