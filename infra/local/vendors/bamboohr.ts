// A fake of BambooHR's "Get employee", written from its documentation: for the laptop and the tests.
import type { IncomingMessage } from 'node:http';
import type { Occasion } from '../../../shared/ports/source.ts';
import { startVendor, type Vendor, type VendorOptions, type VendorRecord, type VendorReply } from './record-vendor.ts';

export interface BambooOptions extends VendorOptions {
  /** Live API keys. */
  readonly keys: readonly string[];
  /** Fields that the key may not see: left out without a word, as BambooHR does. */
  readonly hidden?: readonly string[];
}

/**
 * `GET /api/v1/employees/{id}?fields=a,b&onlyCurrent=true`, Basic authentication with the key as user name. A record's field may
 * be `{ now, ahead }`: the second is shown when `onlyCurrent` is false. Fields without a value are null.
 */
export function startBamboo(options: BambooOptions): Promise<Vendor> {
  return startVendor({
    ...options,
    answer: (request, records) => answer(request, records, options),
    tooMany: (seconds) => ({
      status: 429,
      headers: { 'retry-after': String(seconds), 'x-bamboohr-error-message': 'Limit exceeded' },
    }),
  });
}

/** Every field of BambooHR's own that this fake knows; `custom…` is one that a company has made. Another name is left out of the answer. */
const FIELDS = new Set(
  `status hireDate originalHireDate terminationDate firstName lastName displayName preferredName workEmail jobTitle department
   division location supervisor supervisorEId supervisorId employeeNumber employmentHistoryStatus mobilePhone workPhone country`.split(
    /\s+/,
  ),
);

function isKnown(request: IncomingMessage, keys: readonly string[]): boolean {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  const [key] = Buffer.from(value, 'base64').toString().split(':');
  return scheme === 'Basic' && key !== undefined && keys.includes(key);
}

function answer(
  request: IncomingMessage,
  records: ReadonlyMap<string, VendorRecord>,
  { keys, hidden = [] }: BambooOptions,
): VendorReply {
  if (!isKnown(request, keys)) return { status: 401 };
  const url = new URL(request.url ?? '/', 'http://vendor');
  const id = /^\/api\/v1\/employees\/(\d+)\/?$/.exec(url.pathname)?.[1];
  const record = id === undefined ? undefined : records.get(id);
  if (request.method !== 'GET' || !id || !record)
    return { status: 404, headers: { 'x-bamboohr-error-message': 'Employee not found' } };
  const onlyCurrent = url.searchParams.get('onlyCurrent') === 'true';
  const asked = (url.searchParams.get('fields') ?? '')
    .split(',')
    .filter((name) => FIELDS.has(name) || name in record || /^custom[A-Z]/.test(name));
  const shown = asked.filter((name) => !hidden.includes(name));
  const body = { id, ...Object.fromEntries(shown.map((name) => [name, shownValue(record[name], onlyCurrent)])) };
  if (!request.headers.accept?.includes('application/json'))
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: `<employee id="${id}"/>` };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function shownValue(field: unknown, onlyCurrent: boolean): unknown {
  if (typeof field !== 'object' || field === null) return field ?? null;
  const { now = null, ahead = now } = field as { now?: unknown; ahead?: unknown };
  return onlyCurrent ? now : ahead;
}

const fieldOf: { readonly [attribute: string]: string } = {
  email: 'workEmail',
  givenName: 'firstName',
  familyName: 'lastName',
  displayName: 'displayName',
  title: 'jobTitle',
  department: 'department',
  division: 'division',
  site: 'location',
  manager: 'supervisorEId',
  employeeNumber: 'employeeNumber',
  employmentType: 'employmentHistoryStatus',
};

/** The employee's record after the occasion, from the record before it: what HR would have typed. `today` is `YYYY-MM-DD`. */
export function employeeAfter(occasion: Occasion, before: VendorRecord | undefined, today: string): VendorRecord {
  const { what, attributes, date } = occasion;
  const set = Object.entries(attributes).filter(([name]) => Object.hasOwn(fieldOf, name));
  const record = { ...before, ...Object.fromEntries(set.map(([name, value]) => [fieldOf[name], value])) };
  if (what === 'leave')
    return date < today
      ? { ...record, status: 'Inactive', terminationDate: date, employmentHistoryStatus: 'Terminated' }
      : { ...record, terminationDate: { now: null, ahead: date } };
  if (what === 'move') return record;
  const originalHireDate = what === 'rehire' ? (before?.originalHireDate ?? before?.hireDate ?? date) : date;
  const lastDay = shownValue(before?.terminationDate, false);
  const terminationDate = typeof lastDay === 'string' && lastDay < date ? lastDay : null;
  return {
    ...record,
    status: 'Active',
    hireDate: date,
    originalHireDate,
    terminationDate,
    employmentHistoryStatus: attributes.employmentType ?? 'Full-Time',
  };
}
