// The whole company in slices that fit into one call each: whoever asks goes on with the cursor until there is none.
import type { Person } from '../../model/person.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { peoplePage } from '../population.ts';

/** A slice reads for this long, ms, and a page of the store more at most: API Gateway hangs up after 29 seconds. */
const READING = 8_000;

export const NO_CURSOR = 'the cursor is none that a slice has named: ask again without it';

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
  const begin = from === null ? '' : opened(ports, from);
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
  return { kind: 'slice', looked, found, ...(cursor !== undefined && { cursor: closed(ports, cursor) }) };
}

/** With a digest in front, so that what was mistyped is told from a store that does not answer. */
function closed(ports: Pipeline, cursor: string): string {
  return `${digestOf(ports, cursor)}.${cursor}`;
}

function opened(ports: Pipeline, cursor: string): string | undefined {
  const [, digest, rest = ''] = /^([0-9a-f]{16})\.(.+)$/s.exec(cursor) ?? [];
  return digest !== undefined && digest === digestOf(ports, rest) ? rest : undefined;
}

function digestOf({ digest, settings }: Pipeline, cursor: string): string {
  return digest.sha256(`${settings.tenant}\n${cursor}`).slice(0, 16);
}
