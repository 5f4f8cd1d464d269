// BambooHR's two payloads, event-based and field-based, as JSON or as a form. Both only say who changed: events are thin.
import * as z from 'zod';
import type { SourceEvent } from '../../model/event.ts';
import type { Digest } from '../../ports/runtime.ts';
import type { Normalised, RawRequest } from '../../ports/source.ts';
import { bodyJson, bodyText, digestId, type Entries, entriesOf } from '../delivery.ts';
import { parseForm } from './form.ts';
import { timeOf } from './signing.ts';

/** Immutable employee ids are positive numbers. `0` is the API key's own employee: never a person of an event. */
export const EmployeeId = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^[1-9]\d{0,15}$/));

/** A list as JSON has it, or as a form has it (`[0]`, `[1]`). */
const List = z
  .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .transform((list) => Object.values(list).filter((name) => typeof name === 'string'));

/** Nothing depends on these two but the lane and the event's id: the record is read as it is now. */
const Timestamp = z.string().optional().catch(undefined);
const ChangedFields = List.optional().catch(undefined);

const EventBased = z.object({
  type: z.string(),
  timestamp: Timestamp,
  data: z.object({
    companyId: z.union([z.string(), z.number()]).optional(),
    employeeId: EmployeeId,
    changedFields: ChangedFields,
  }),
});

const Employee = z.object({
  id: EmployeeId,
  action: z.string().optional(),
  timestamp: Timestamp,
  changedFields: ChangedFields,
});
const FieldBased = z.object({ employees: z.array(z.unknown()).max(5_000) });

const Keyed = z.object({ employees: z.record(z.string(), z.record(z.string(), z.unknown())) });
const Typed = z.object({ type: z.string() });

type Kind = 'created' | 'updated' | 'deleted';
interface Change {
  readonly employee: string;
  readonly kind: Kind;
  readonly timestamp: string;
  readonly fields: readonly string[];
}

const kinds: { readonly [text: string]: Kind } = { created: 'created', updated: 'updated', deleted: 'deleted' };

/** `employee.updated`, `employee_with_fields.updated`, `Updated`; a form names no action, which is an update. */
function kindOf(text = 'updated'): Kind | undefined {
  const name = text.toLowerCase().replace(/^employee(_with_fields)?\./, '');
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}

/** Fields that may say that somebody leaves: by their label, or by their API name. */
const LEAVING = new Set([
  'status',
  'employmentstatus',
  'employmentstatusdate',
  'employmenthistorystatus',
  'terminationdate',
]);

function mayLeave({ kind, fields }: Change): boolean {
  if (kind !== 'updated') return kind === 'deleted';
  return fields.some((name) => LEAVING.has(name.toLowerCase().replaceAll(/[^a-z]/g, '')));
}

type Entry = z.infer<typeof Employee>;

function changesIn(body: unknown): Entries<Entry> | undefined {
  const one = EventBased.safeParse(body);
  if (!one.success) {
    const several = FieldBased.safeParse(withEmployeeList(body));
    return several.success ? entriesOf(several.data.employees, Employee) : undefined;
  }
  const { type: action, timestamp, data } = one.data;
  return { readable: [{ id: data.employeeId, action, timestamp, changedFields: data.changedFields }], unreadable: 0 };
}

function changeOf({ id, action, timestamp = '', changedFields = [] }: Entry): Change | undefined {
  const kind = kindOf(action);
  return kind && { employee: id, kind, timestamp, fields: changedFields };
}

/** A well-formed event about something else than an employee's record. */
function isForeign(body: unknown): boolean {
  const parsed = Typed.safeParse(body);
  return parsed.success && kindOf(parsed.data.type) === undefined;
}

/** A form keys its employees by id: `employees[12345][changedFields][0]`. */
function withEmployeeList(body: unknown): unknown {
  const parsed = Keyed.safeParse(body);
  if (!parsed.success) return body;
  return { employees: Object.entries(parsed.data.employees).map(([id, fields]) => ({ ...fields, id })) };
}

/**
 * BambooHR gives no event id: ours is the digest of what the event says and of when it was sent. So bytes delivered twice are
 * one event, and a second edit in the same second is not lost (a later try of theirs costs one more read).
 */
function eventOf(change: Change, sentAt: string, digest: Digest): SourceEvent {
  const { employee, kind, timestamp, fields } = change;
  const at = timeOf(timestamp);
  return {
    vendorId: digestId([employee, kind, timestamp, ...fields, sentAt], digest),
    subject: employee,
    leaves: mayLeave(change),
    ...(at !== undefined && { occurredAt: new Date(at).toISOString() }),
  };
}

export function normalise(request: RawRequest, digest: Digest): Normalised {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const body = isForm ? parseForm(bodyText(request.body) ?? '') : bodyJson(request.body);
  if (isForeign(body)) return { kind: 'events', events: [], ignored: 1 };
  const entries = changesIn(body);
  if (!entries) return { kind: 'invalid', what: 'neither an event nor a list of employees with their ids' };
  const sentAt = request.headers['x-bamboohr-timestamp'] ?? '';
  const { readable, unreadable } = entries;
  const changes = readable.flatMap((entry) => changeOf(entry) ?? []);
  const events = changes.map((change) => eventOf(change, sentAt, digest));
  const ignored = readable.length - changes.length;
  return { kind: 'events', events, ignored, ...(unreadable > 0 && { unreadable }) };
}
