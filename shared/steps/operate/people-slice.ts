// The whole company in slices that fit into one call each: whoever asks goes on with the cursor until there is none.
import type { Person } from '../../model/person.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { peoplePage } from '../population.ts';
import { closedCursor, NO_CURSOR, openedCursor } from '../slice-cursor.ts';

/** A slice reads for this long, ms, and a page of the store more at most: API Gateway hangs up after 29 seconds. */
const READING = 8_000;

/** `looked`: people of this slice. */
export type Slice<T> =
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'slice'; readonly looked: number; readonly found: readonly T[]; readonly cursor?: string };

export interface Slicing<T> {
  /** As the slice before named it; null begins. */
  readonly cursor: string | null;
  /** No further page once so many are found. */
  readonly room: number;
  readonly each: (people: readonly Person[]) => readonly T[] | Promise<readonly T[]>;
}

/** One slice. Throws `ReadFailed` where the store does not answer. */
export async function peopleSlice<T>(ports: Pipeline, { cursor: from, room, each }: Slicing<T>): Promise<Slice<T>> {
  const { clock } = ports;
  const until = clock.now() + READING;
  const begin = from === null ? '' : openedCursor(ports, from);
  if (begin === undefined) return { kind: 'refused', why: NO_CURSOR };
  const found: T[] = [];
  let cursor: string | undefined = begin === '' ? undefined : begin;
  let looked = 0;
  do {
    const page = await peoplePage(ports, cursor);
    found.push(...(await each(page.people)));
    looked += page.people.length;
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < room && clock.now() < until);
  return { kind: 'slice', looked, found, ...(cursor !== undefined && { cursor: closedCursor(ports, cursor) }) };
}
