// What a source says about a person: normalised events and the statements in them.
import * as z from 'zod';
import { Subject } from './ids.ts';

/** An instant, or a calendar day: then it means the start of that day in `zone` (IANA name), the person's own. */
export const Moment = z.union([
  z.strictObject({ instant: z.iso.datetime({ offset: true }) }),
  z.strictObject({ date: z.iso.date(), zone: z.string().optional() }),
]);
export type Moment = z.infer<typeof Moment>;

export const EmploymentStatus = z.enum(['active', 'paused', 'left']);
export type EmploymentStatus = z.infer<typeof EmploymentStatus>;

/** A change of employment: from `at` on the person is `status`. `of` is the vendor's id of the employment, if it has one. */
export const Turn = z.strictObject({ status: EmploymentStatus, at: Moment, of: z.string().max(64).optional() });
export type Turn = z.infer<typeof Turn>;

/** Attribute values are text; `null` clears. Names are the field's own: `userName`, `email`, `givenName`, `department`, ... */
export const Attributes = z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.]{0,39}$/), z.string().max(400).nullable());
export type Attributes = z.infer<typeof Attributes>;

/**
 * What a source says of one person. `whole`: the source's complete present view, replacing all it said before; else a
 * patch that holds from `at`. `version` orders statements of one source (the vendor's version or event time, ms); a
 * fetched record has none: the ledger numbers it. `rescinds` names the vendor's event that is taken back.
 */
export const Statement = z.strictObject({
  whole: z.boolean(),
  version: z.number().int().nonnegative().optional(),
  at: Moment.optional(),
  attributes: Attributes.optional(),
  turns: z.array(Turn).max(16).optional(),
  rescinds: z.string().max(160).optional(),
});
export type Statement = z.infer<typeof Statement>;

/** One event of one person. Without `statement` it is thin: the record must be fetched from the source. */
export const SourceEvent = z.strictObject({
  /** The vendor's own id of the event, or a digest of what identifies it when the vendor gives none. */
  vendorId: z.string().regex(/^[^\s#/\p{C}]{1,160}$/u),
  subject: Subject,
  /** It says that somebody leaves (or may): takes the urgent lane from intake on. */
  leaves: z.boolean(),
  /** When the vendor says it happened. */
  occurredAt: z.iso.datetime({ offset: true }).optional(),
  statement: Statement.optional(),
});
export type SourceEvent = z.infer<typeof SourceEvent>;

/** End states of an event (`design.md`): `waiting` is open, all others are final. */
export const EventEnd = z.enum(['folded', 'duplicate', 'superseded', 'refused', 'parked', 'waiting']);
export type EventEnd = z.infer<typeof EventEnd>;
