// Reads a delivery's body without trusting it: strict UTF-8, JSON, and ids that fit into keys.
import type * as z from 'zod';
import type { Digest } from '../ports/runtime.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body as text, without a byte order mark; undefined when it is not UTF-8. */
export function bodyText(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

/** The parsed body; undefined when it is not JSON (`null` is a value). */
export function bodyJson(body: Uint8Array): unknown {
  const text = bodyText(body);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An event id for vendors that give none: the digest of what identifies the event. */
export function digestId(parts: readonly string[], digest: Digest): string {
  return `sha256-${digest.sha256(JSON.stringify(parts))}`;
}

/** A batch's entries, each read by itself: vendors do not send again what they were answered 400 for, so one that is torn must not cost the others. */
export interface Entries<T> {
  readonly readable: readonly T[];
  readonly unreadable: number;
}

/** Undefined where not one of them can be read. */
export function entriesOf<T>(list: readonly unknown[], Entry: z.ZodType<T>): Entries<T> | undefined {
  const readable = list.flatMap((entry) => {
    const parsed = Entry.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
  const unreadable = list.length - readable.length;
  return readable.length === 0 && unreadable > 0 ? undefined : { readable, unreadable };
}
