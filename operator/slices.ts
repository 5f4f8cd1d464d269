// Answers that come in slices: asks until there is no cursor left, and says on stderr how far it has come.
import type { Client } from './client.ts';
import { readPatiently } from './patient.ts';

/** A slice looks at some people and names where the next one begins. */
export interface Sliced {
  readonly looked: number;
  readonly cursor?: string;
}

/**
 * Every slice in turn. `ask` only reads, and is given the cursor of the slice before; a slice that did not come is asked for again.
 * Progress is told from the second slice on, so that a small company sees none.
 */
export async function* slices<T extends Sliced>(
  client: Client,
  ask: (client: Client, cursor: string | undefined) => Promise<unknown>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  let looked = 0;
  do {
    const from = cursor;
    const slice = (await readPatiently(() => ask(client, from))) as T;
    looked += slice.looked;
    cursor = slice.cursor;
    yield slice;
    if (cursor !== undefined) process.stderr.write(`looked at ${looked} people, going on\n`);
    else if (looked > slice.looked) process.stderr.write(`looked at ${looked} people, all of them\n`);
  } while (cursor !== undefined);
}
