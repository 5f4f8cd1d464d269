// Calls that may be made again: those that only read, and those that go on where the one before has stopped.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, CommandFailed, Unanswered } from './client.ts';

/** Calls in a row that were not answered in time before the command gives up. */
const PATIENCE = 5;
/** The first wait; each one after it is twice as long, or as long as the answer asks for, ms. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;

/** Throws `CommandFailed` with what the last one was told. */
export async function postPatiently(client: Client, path: string, body: string): Promise<unknown> {
  for (let tries = 1; ; tries++)
    try {
      return await client.post(path, body);
    } catch (error) {
      if (!(error instanceof CommandFailed) || error.status !== 503 || tries >= PATIENCE) throw error;
    }
}

/**
 * The answer to a question that changes nothing: asked again, with growing waits, while Frontdesk says that it cannot answer now or
 * the connection breaks; each time is told on stderr. Throws `CommandFailed` with what the last one was told.
 */
export async function readPatiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unanswered) || tries >= PATIENCE) throw error;
      const ms = Math.min(LONGEST_WAIT, Math.max(FIRST_WAIT * 2 ** (tries - 1), error.afterMs));
      process.stderr.write(
        `no answer (${error.message}): asking again in ${ms / 1_000} s, ${tries} of ${PATIENCE - 1}\n`,
      );
      await sleep(ms);
    }
}
