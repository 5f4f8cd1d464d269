// The bodies of wake-up messages: ids only. They are hints; the worker reads the table.
import * as z from 'zod';
import { EventId, Name, PersonId, Subject } from './ids.ts';

export const PersonWakeup = z.object({ tenant: Name, person: PersonId });
export type PersonWakeup = z.infer<typeof PersonWakeup>;

export const TargetWakeup = z.object({ tenant: Name, target: Name });
export type TargetWakeup = z.infer<typeof TargetWakeup>;

export const EventWakeup = z.object({ tenant: Name, source: Name, subject: Subject, event: EventId });
export type EventWakeup = z.infer<typeof EventWakeup>;

/** Decide is woken by events of a person, or by a fact of theirs whose day has come. */
export const DecideWakeup = z.union([EventWakeup, PersonWakeup]);
export type DecideWakeup = z.infer<typeof DecideWakeup>;
