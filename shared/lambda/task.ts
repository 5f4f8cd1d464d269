// A function that a workflow's state calls: its input is checked, its answer is the next state's input, and what fails is thrown, so that the definition retries it.
import type * as z from 'zod';
import { logger, nameOf } from './log.ts';

/** Throws for an input that is not understood: the definition is wrong then. */
export function task<Input, Output>(
  schema: z.ZodType<Input>,
  step: (input: Input) => Promise<Output>,
): (event: unknown) => Promise<Output> {
  return async (event) => {
    try {
      return await step(schema.parse(event));
    } catch (error) {
      logger.error('task-failed', { error: nameOf(error) });
      throw error;
    }
  };
}
