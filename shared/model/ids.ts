// Identifiers: immutable, printable, never an e-mail address.
import * as z from 'zod';

/** Names that operators give: tenants, sources, targets, roles. They end up in keys, so no `#`, `/` or space. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'lower-case letters, digits, "-" and "_", at most 40');

/** A person's id within a source: what the vendor says never changes. */
export const Subject = z.string().regex(/^[^\s#/\p{C}]{1,128}$/u, 'printable, no space, "#" or "/", at most 128');

/** A person's id in Frontdesk: `<id space>-<subject>`. */
export const PersonId = z
  .string()
  .regex(/^[^\s#/\p{C}]{1,169}$/u, 'a person\'s id such as hr-1042: printable, no space, "#" or "/", at most 169');

/** An event's id in Frontdesk: source, person's id there and the vendor's event id, so that a redelivery is the same row. */
export const EventId = z.string().regex(/^[^\s#/\p{C}]{1,600}$/u);
