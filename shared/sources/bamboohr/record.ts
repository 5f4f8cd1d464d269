// One employee's record from BambooHR's API as a whole statement: attributes, first day, last day.
import * as z from 'zod';
import { dayAfter } from '../../core/zone.ts';
import type { Turn } from '../../model/event.ts';
import type { Fault } from '../../model/fault.ts';
import type { Fetched } from '../../ports/source.ts';
import { attributesOf, type FieldMapping } from '../record-attributes.ts';
import { StatedDay, StatedLastDay } from '../stated-time.ts';
import { EmployeeId } from './delivery.ts';

/** Fields that say whether somebody works here, whatever the mapping asks for. */
const EMPLOYMENT_FIELDS = ['status', 'hireDate', 'originalHireDate'] as const;
/** Read with its future values: a last day ahead is in the history table already. */
export const AHEAD_FIELDS = ['terminationDate'] as const;

/** Empty dates come as null, as '' and, from old accounts, as 0000-00-00. */
const Empty = z.union([z.null(), z.literal(''), z.literal('0000-00-00')]).transform(() => undefined);
const Day = z.union([Empty, StatedDay]);
const LastDay = z.union([Empty, StatedLastDay]);

const Answer = z.looseObject({ id: EmployeeId });
const Both = z.tuple([Answer, Answer]);

const Employment = z.object({
  status: z.enum(['Active', 'Inactive']),
  hireDate: Day,
  originalHireDate: Day,
  terminationDate: LastDay,
});
type Employment = z.infer<typeof Employment>;

const ALWAYS = { instant: '1970-01-01T00:00:00Z' } as const;
const DAY_MS = 86_400_000;

const active = (day: string | undefined): Turn => ({ status: 'active', at: day ? { date: day } : ALWAYS });
/** There is always a day after: a last day that stands for no end is none here. */
const left = (lastDay: string): Turn => ({ status: 'left', at: { date: dayAfter(lastDay) ?? lastDay } });

/**
 * The termination date is the last day (BambooHR ends employment at 23:59 company time on it).
 *
 * | status | termination date | turns |
 * |---|---|---|
 * | Active | none | active from the hire date |
 * | Active | before the hire date: a rehire | first employment, its end, active again |
 * | Active | up to two days ago, or ahead | active, left the day after |
 * | Active | longer ago: rehired without a new hire date | active |
 * | Inactive | any | active, and left by now at the latest |
 */
function turnsOf(
  { status, hireDate, originalHireDate, terminationDate: last }: Employment,
  now: number,
): readonly Turn[] {
  const hired = active(hireDate);
  if (status === 'Inactive') return [hired, leftByNow(last, now)];
  if (last === undefined) return [hired];
  if (hireDate !== undefined && last < hireDate) {
    const first =
      originalHireDate !== undefined && originalHireDate < last ? [active(originalHireDate), left(last)] : [];
    return [...first, hired];
  }
  return now - Date.parse(last) > 3 * DAY_MS ? [hired] : [hired, left(last)];
}

/** Who was made inactive by hand has left although the last day is not over; days begin up to 12 hours after UTC's. */
function leftByNow(last: string | undefined, now: number): Turn {
  const since = last === undefined ? Number.NEGATIVE_INFINITY : now - Date.parse(last);
  if (last !== undefined && since >= 1.5 * DAY_MS) return left(last);
  if (last !== undefined && since >= 0.5 * DAY_MS) return { status: 'left', at: { date: last } };
  return { status: 'left', at: { instant: new Date(now).toISOString() } };
}

const breach = (detail: string): Fetched => ({ kind: 'fault', fault: { kind: 'contractBreach', detail } });
const fault = (value: Fault): Fetched => ({ kind: 'fault', fault: value });

/**
 * `bodies`: the record as it is today, and its last day. BambooHR leaves out the fields that the API key may not see, and
 * answers null for empty ones. So a field that was asked for and is missing is a fault, or a lost permission would clear that
 * attribute of everybody.
 */
export function statementOf(
  bodies: readonly [unknown, unknown],
  { subject, mapping, now }: { readonly subject: string; readonly mapping: FieldMapping; readonly now: number },
): Fetched {
  const both = Both.safeParse(bodies);
  if (!both.success) return breach('the record is not an object with an id');
  const [current, ahead] = both.data;
  if (current.id !== subject || ahead.id !== subject) return breach('the answer is about somebody else');
  const record = { ...current, terminationDate: ahead.terminationDate };
  const asked = (answer: object, fields: readonly string[]) => fields.every((field) => Object.hasOwn(answer, field));
  if (!asked(current, fieldsOf(mapping)) || !asked(ahead, AHEAD_FIELDS))
    return fault({ kind: 'denied', detail: 'a field that was asked for is not in the answer' });
  const employment = Employment.safeParse(record);
  if (!employment.success) return breach('status or a date is not readable');
  const read = attributesOf(record, mapping);
  if (read.kind === 'unreadable') return fault({ kind: 'invalid', field: read.attribute });
  const turns = [...turnsOf(employment.data, now)];
  return { kind: 'found', subject, statement: { whole: true, attributes: read.attributes, turns } };
}

/** Everything to ask for as it is today, each once. */
export function fieldsOf(mapping: FieldMapping): readonly string[] {
  return [...new Set([...EMPLOYMENT_FIELDS, ...Object.values(mapping)])];
}
