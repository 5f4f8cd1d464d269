// BambooHR: signed webhooks that only say who changed; the employee's record is fetched.
import * as z from 'zod';
import type { Fetched, Occasion, Source } from '../../ports/source.ts';
import { FieldMapping } from '../record-attributes.ts';
import { readRecord } from '../record-reader.ts';
import { VendorUrl } from '../vendor-url.ts';
import { EmployeeId, normalise } from './delivery.ts';
import { AHEAD_FIELDS, fieldsOf, statementOf } from './record.ts';
import { authenticate, isSecret, signature } from './signing.ts';

const Config = z.strictObject({
  /** `https://acme.bamboohr.com`: the company's own host. */
  url: VendorUrl,
  /** Our attribute to BambooHR's field (documentation.bamboohr.com, "List of field names"; custom fields too). */
  fields: FieldMapping.default({
    userName: 'workEmail',
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
  }),
});
type Config = z.infer<typeof Config>;

export const bamboohr: Source<Config> = {
  name: 'bamboohr',
  config: Config,
  success: { status: 200, body: 'ids' },

  authenticate: (request, { secrets, now }) => authenticate(request, { secrets, now }),

  normalise: (request, { digest }) => normalise(request, digest),

  async fetch({ subject, config, credentials, now }, { signal }): Promise<Fetched> {
    if (!EmployeeId.safeParse(subject).success) return { kind: 'fault', fault: { kind: 'invalid', field: 'subject' } };
    const employee = `${config.url}/api/v1/employees/${subject}`;
    const attempts = credentials.map(headersWith);
    const read = (query: string) => readRecord({ url: `${employee}?${query}`, attempts, now, signal });
    const current = await read(queryFor(fieldsOf(config.fields), true));
    if (current.kind !== 'record') return current.kind === 'absent' ? { kind: 'absent' } : current;
    const ahead = await read(queryFor(AHEAD_FIELDS, false));
    if (ahead.kind !== 'record') return ahead.kind === 'absent' ? { kind: 'absent' } : ahead;
    return statementOf([current.body, ahead.body], { subject, mapping: config.fields, now });
  },

  /** BambooHR makes a webhook's private key itself, and shows it once. */
  nobody: '999999999',

  isSecret,

  sample(occasion, { secret, now }) {
    const timestamp = new Date(now).toISOString();
    const body = JSON.stringify(sampleBody(occasion, timestamp));
    return {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'BambooHR-WebHooks/1.0',
        'x-bamboohr-timestamp': timestamp,
        'x-bamboohr-signature': signature(secret, { body: Buffer.from(body), timestamp }),
      },
      body,
    };
  },
};

/** Two reads: what holds today, and the last day even when it lies ahead (`onlyCurrent`, BambooHR "Get employee"). */
function queryFor(fields: readonly string[], onlyCurrent: boolean): string {
  return `fields=${fields.map(encodeURIComponent).join(',')}&onlyCurrent=${onlyCurrent}`;
}

/** The API key is the user name; the password is any text. Without `accept` the answer is XML. */
function headersWith(key: string) {
  return { accept: 'application/json', authorization: `Basic ${Buffer.from(`${key}:x`).toString('base64')}` };
}

const fieldsChanged = {
  move: ['department', 'jobTitle'],
  leave: ['employmentHistoryStatus', 'terminationDate', 'status'],
  rehire: ['employmentHistoryStatus', 'hireDate', 'status'],
} as const;

/** Thin: what became of the employee is in the record. A leave is an update there, never a deletion. */
function sampleBody({ what, subject, attributes }: Occasion, timestamp: string) {
  const data = { companyId: attributes.companyId ?? '1', employeeId: subject };
  if (what === 'hire') return { type: 'employee.created', timestamp, data };
  return { type: 'employee.updated', timestamp, data: { ...data, changedFields: fieldsChanged[what] } };
}
