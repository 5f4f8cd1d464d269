// What every part of a policy uses: kinds of text, days, and how a map that says nothing is refused.
import * as z from 'zod';

/** One line for people: a description, an owner, a reason; with the joiners that some scripts and signs are written with. */
export const Line = z.string().regex(/^(?:[^\p{C}]|[\u200c\u200d]){1,200}$/u, 'one line of 1 to 200 characters');

/** A value of an attribute, or the name of a group. */
export const Value = z.string().regex(/^[^\p{C}]{1,200}$/u, 'one line of 1 to 200 characters');

/** What a target calls it: its kind and its own name. */
export const Entitlement = z
  .string()
  .regex(/^[a-z]+:[^\p{C}]{1,120}$/u, '"kind:name" as the target calls it, such as "group:engineering"');

/** A calendar day. */
export const Day = z.iso.date('a day such as 2027-01-31');

/** Of a map in which none of what could stand there does. Where one of its names is misspelled, that is said instead. */
export function saysNothing(error: string) {
  return { error, params: { kind: 'empty' } };
}
