// A function that a workflow's state or a schedule calls: input parsed, output answered; a failure is logged and thrown, so that its alarm sees it.
import type * as z from 'zod';
import { logger, nameOf } from './log.ts';

/** `export const handler = task(Input, step)`. What the schedule itself puts into the event is left out by the schema. */
export function task<Input, Output>(
  schema: z.ZodType<Input>,
  step: (input: Input) => Promise<Output>,
): (event: unknown) => Promise<Output> {
  return async (event) => {
    try {
      return await step(schema.parse(event ?? {}));
    } catch (error) {
      logger.error('task-failed', { error: nameOf(error) });
      throw error;
    }
  };
}
