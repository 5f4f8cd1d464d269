// The bodies of wake-up messages: ids only. They are hints; the worker reads the table.
import * as z from 'zod';
import { EventId, Name, PersonId, Subject } from './ids.ts';

export const PersonWakeup = z.object({ tenant: Name, person: PersonId });
export type PersonWakeup = z.infer<typeof PersonWakeup>;

export const TargetWakeup = z.object({ tenant: Name, target: Name });
export type TargetWakeup = z.infer<typeof TargetWakeup>;

export const EventWakeup = z.object({ tenant: Name, source: Name, subject: Subject, event: EventId });
export type EventWakeup = z.infer<typeof EventWakeup>;

/** `inForce`: the number of the row that says what is in force, by which the person is stale; a worker that knows an older one reads it again. */
const PersonToDecide = PersonWakeup.extend({ inForce: z.int().nonnegative().optional() });

/** Decide is woken by events of a person, by a fact of theirs whose day has come, or by another version of the policy. */
export const DecideWakeup = z.union([EventWakeup, PersonToDecide]);
export type DecideWakeup = z.infer<typeof DecideWakeup>;
