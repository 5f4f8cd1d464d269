// Calls that may be repeated: one that was not answered in time is made again, and goes on where the one before has stopped.
import { type Client, CommandFailed } from './client.ts';

/** Calls in a row that were not answered in time before the command gives up. */
const PATIENCE = 5;

/** Throws `CommandFailed` with what the last one was told. */
export async function postPatiently(client: Client, path: string, body: string): Promise<unknown> {
  for (let tries = 1; ; tries++)
    try {
      return await client.post(path, body);
    } catch (error) {
      if (!(error instanceof CommandFailed) || error.status !== 503 || tries >= PATIENCE) throw error;
    }
}
