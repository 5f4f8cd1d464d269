// Separation of duties: what nobody may hold together, and who may for a time.
import * as z from 'zod';
import { Name, PersonId } from '../ids.ts';
import { Day, Entitlement, Line } from './text.ts';

/** One side of a duty: a role, with what includes it, or an entitlement, whatever gives it. */
export const DutySide = z.union([
  z.strictObject({ role: Name }),
  z.strictObject({ target: Name, entitlement: Entitlement }),
]);
export type DutySide = z.infer<typeof DutySide>;

/** One person may hold both sides until the end of that day (UTC). */
export const Waiver = z.strictObject({ person: PersonId, until: Day, reason: Line, approvedBy: Line });
export type Waiver = z.infer<typeof Waiver>;

/** Of the sides that a person would hold, the first named stays; the others are withheld. */
export const Duty = z.strictObject({
  id: Name,
  owner: Line,
  description: Line,
  exclude: z.array(DutySide).min(2),
  waivers: z.array(Waiver).default([]),
});
export type Duty = z.infer<typeof Duty>;
