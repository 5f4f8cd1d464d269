// Our documented payload for senders of Standard Webhooks (see README.md): one person, one thing that happened.
import * as z from 'zod';
import { dayAfter, isZone } from '../../core/zone.ts';
import { Attributes, type Moment, type SourceEvent, type Statement, type Turn } from '../../model/event.ts';
import { Subject } from '../../model/ids.ts';
import type { Normalised } from '../../ports/source.ts';
import { NO_END, StatedDay, StatedInstant, StatedTime } from '../stated-time.ts';

const types = ['person.hired', 'person.changed', 'person.left', 'person.rehired', 'person.rescinded'] as const;

/** Strict, because a misspelt `lastDay` would otherwise end somebody's access at once. */
const Data = z.strictObject({
  id: Subject,
  version: z.number().int().nonnegative().optional(),
  employment: z.string().min(1).max(64).optional(),
  effective: z.union([StatedDay, StatedInstant]).optional(),
  lastDay: z.union([z.literal(NO_END), StatedDay]).optional(),
  zone: z.string().max(64).refine(isZone).optional(),
  attributes: Attributes.refine((attributes) => Object.keys(attributes).length <= 100).optional(),
  rescinds: z.string().min(1).max(400).optional(),
});

const Envelope = z.object({ type: z.string(), timestamp: StatedTime, data: z.unknown() });
const Known = Envelope.extend({ type: z.enum(types), data: Data });
type Known = z.infer<typeof Known>;

function moment(text: string, zone: string | undefined): Moment {
  return text.includes('T') ? { instant: text } : { date: text, ...(zone !== undefined && { zone }) };
}

function effectiveOf({ data, timestamp }: Known): Moment {
  return data.effective === undefined ? { instant: timestamp } : moment(data.effective, data.zone);
}

function turnsOf(event: Known): readonly Turn[] {
  const { data, type, timestamp } = event;
  const of = data.employment === undefined ? {} : { of: data.employment };
  const gone = data.lastDay === undefined ? undefined : dayAfter(data.lastDay);
  const left = gone === undefined ? undefined : moment(gone, data.zone);
  if (type === 'person.left') return [{ status: 'left', at: left ?? effectiveOf(event), ...of }];
  if (type !== 'person.hired' && type !== 'person.rehired') return [];
  const at = type === 'person.rehired' && timing(event) === 'now' ? { instant: timestamp } : effectiveOf(event);
  const active: Turn = { status: 'active', at, ...of };
  return left ? [active, { status: 'left', at: left, ...of }] : [active];
}

/** A day holds 24 hours, and begins up to 12 hours later than in UTC. */
const TODAY_MS = 36 * 3_600_000;

function timing({ data, timestamp }: Known): 'past' | 'now' | 'ahead' {
  const said = Date.parse(timestamp);
  const from = Date.parse(data.effective ?? timestamp);
  return from > said ? 'ahead' : from < said - TODAY_MS ? 'past' : 'now';
}

/**
 * From when attributes hold. "Today" means from the moment it was said, so that it comes after what was said this
 * morning. A hire ahead brings its attributes at once, so that its first day does not undo a change made before it.
 *
 * | type | past | now | ahead |
 * |---|---|---|---|
 * | hired, rehired | effective | timestamp | timestamp |
 * | changed | effective | timestamp | effective |
 */
function attributesFrom(event: Known): Moment {
  const { type, timestamp } = event;
  const when = type === 'person.left' || type === 'person.rescinded' ? 'now' : timing(event);
  const isDated = when === 'past' || (when === 'ahead' && type === 'person.changed');
  return isDated ? effectiveOf(event) : { instant: timestamp };
}

function mistake({ type, data }: Known): string | undefined {
  if ((type === 'person.rescinded') !== (data.rescinds !== undefined))
    return 'data.rescinds goes with person.rescinded, and only with it';
  if (type === 'person.changed' && data.lastDay !== undefined) return 'data.lastDay does not go with person.changed';
  if (type === 'person.left' && data.lastDay === NO_END)
    return `person.left names a last day that is none: ${NO_END} means no end`;
  if (type === 'person.left' && data.lastDay !== undefined && data.effective !== undefined)
    return 'person.left takes data.lastDay or data.effective, not both';
  if (type === 'person.changed' && data.attributes === undefined) return 'person.changed needs data.attributes';
  return undefined;
}

/** `vendorId` is the delivery's id; `rescindedId` makes one of the id that `data.rescinds` names. */
export function personEvent(
  body: unknown,
  { vendorId, rescindedId }: { readonly vendorId: string; rescindedId(id: string): string },
): Normalised {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success)
    return { kind: 'invalid', what: 'the body needs type, timestamp (with offset, from 1970 on) and data' };
  if (!types.some((type) => type === envelope.data.type)) return { kind: 'events', events: [], ignored: 1 };
  const parsed = Known.safeParse(body);
  if (!parsed.success) return { kind: 'invalid', what: `wrong: ${wrongField(parsed.error)}` };
  const what = mistake(parsed.data);
  if (what) return { kind: 'invalid', what };
  return { kind: 'events', events: [eventOf(parsed.data, vendorId, rescindedId)], ignored: 0 };
}

function eventOf(known: Known, vendorId: string, rescindedId: (id: string) => string): SourceEvent {
  const { type, timestamp, data } = known;
  const turns = turnsOf(known);
  const statement: Statement = {
    whole: false,
    version: data.version ?? Date.parse(timestamp),
    at: attributesFrom(known),
    ...(data.attributes && { attributes: data.attributes }),
    ...(turns.length > 0 && { turns: [...turns] }),
    ...(data.rescinds !== undefined && { rescinds: rescindedId(data.rescinds) }),
  };
  const leaves = type === 'person.left' || type === 'person.rescinded';
  return { vendorId, subject: data.id, leaves, occurredAt: timestamp, statement };
}

/** Names one of our own fields; an attribute's name is the sender's, so it is not repeated. */
function wrongField(error: z.ZodError): string {
  const [issue] = error.issues;
  const field = issue?.path[1];
  const isOurs = typeof field === 'string' && Object.hasOwn(Data.shape, field);
  return isOurs ? `data.${field}` : 'data has a field that is not known';
}
