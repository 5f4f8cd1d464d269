// A fake of Okta's "Retrieve a user", written from its documentation: for the laptop and the tests.
import type { IncomingMessage } from 'node:http';
import type { Occasion } from '../../../shared/ports/source.ts';
import { startVendor, type Vendor, type VendorOptions, type VendorRecord, type VendorReply } from './record-vendor.ts';

export interface OktaOptions extends VendorOptions {
  /** Live API tokens. */
  readonly tokens: readonly string[];
}

/** `GET /api/v1/users/{id or login}` with `Authorization: SSWS token`. */
export function startOkta(options: OktaOptions): Promise<Vendor> {
  return startVendor({
    ...options,
    answer: (request, records) => answer(request, records, options.tokens),
    tooMany: (seconds) => ({
      ...failure(429, 'E0000047', 'API call exceeded rate limit due to too many requests.'),
      headers: { 'x-rate-limit-reset': String(Math.floor(Date.now() / 1000) + seconds), 'x-rate-limit-remaining': '0' },
    }),
  });
}

function failure(status: number, errorCode: string, errorSummary: string): VendorReply {
  const body = { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeFake', errorCauses: [] };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function answer(
  request: IncomingMessage,
  records: ReadonlyMap<string, VendorRecord>,
  tokens: readonly string[],
): VendorReply {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme !== 'SSWS' || !tokens.includes(token)) return failure(401, 'E0000011', 'Invalid token provided');
  const name = decodeURIComponent(/^\/api\/v1\/users\/([^/?]+)$/.exec(request.url ?? '')?.[1] ?? '');
  const record = records.get(name) ?? [...records.values()].find((user) => loginOf(user) === name);
  if (request.method !== 'GET' || !record) return failure(404, 'E0000007', 'Not found: Resource not found (User)');
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(record) };
}

function loginOf(user: VendorRecord): unknown {
  return (user.profile as { login?: unknown } | undefined)?.login;
}

const fieldOf: { readonly [attribute: string]: string } = {
  userName: 'login',
  email: 'email',
  givenName: 'firstName',
  familyName: 'lastName',
  displayName: 'displayName',
  title: 'title',
  department: 'department',
  division: 'division',
  site: 'city',
  manager: 'managerId',
  employeeNumber: 'employeeNumber',
  employmentType: 'userType',
};

/** The user after the occasion, from the user before it: what Okta would show. `now` in ms. */
export function userAfter(occasion: Occasion, before: VendorRecord | undefined, now: number): VendorRecord {
  const { what, subject, attributes } = occasion;
  const at = new Date(now).toISOString();
  const set = Object.entries(attributes).filter(([name]) => Object.hasOwn(fieldOf, name));
  const profile = {
    ...(before?.profile as object | undefined),
    ...Object.fromEntries(set.map(([name, value]) => [fieldOf[name], value])),
  };
  const base = {
    created: at,
    activated: at,
    lastLogin: null,
    type: { id: 'otyFake' },
    ...before,
    id: subject,
    lastUpdated: at,
    profile,
  };
  if (what === 'leave') return { ...base, status: 'DEPROVISIONED', statusChanged: at };
  if (what === 'move') return base;
  return { ...base, status: 'ACTIVE', activated: at, statusChanged: at };
}
