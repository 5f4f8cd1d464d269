// Separation of duties: what nobody may hold together, and who may for a time.
import * as z from 'zod';
import { Name, PersonId } from '../ids.ts';
import { Day, Entitlement, Line } from './text.ts';

/** One side of a duty: a role, with what includes it, or an entitlement, whatever gives it. */
export const DutySide = z.union([
  z.strictObject({ role: Name.describe('a role, with whatever includes it') }),
  z.strictObject({
    target: Name.describe('the target of the entitlement'),
    entitlement: Entitlement.describe('an entitlement, whatever gives it'),
  }),
]);
export type DutySide = z.infer<typeof DutySide>;

/** One person may hold both sides until the end of that day (UTC). */
export const Waiver = z.strictObject({
  person: PersonId.describe('who may hold both'),
  until: Day.describe('the last day, in UTC'),
  reason: Line.describe('why'),
  approvedBy: Line.describe('who said yes'),
});
export type Waiver = z.infer<typeof Waiver>;

/** Of the sides that a person would hold, the first named stays; the others are withheld. */
export const Duty = z.strictObject({
  id: Name.describe('its name in reports and the audit log'),
  owner: Line.describe('who answers for the duty'),
  description: Line.describe('why nobody may hold both'),
  exclude: z
    .array(DutySide)
    .min(2)
    .describe(
      'its sides; of those that a person would hold the first stays; duties are applied in the order of their ids, each to what the ones before have left',
    ),
  waivers: z.array(Waiver).describe('who may hold more than one side for a time').default([]),
});
export type Duty = z.infer<typeof Duty>;
