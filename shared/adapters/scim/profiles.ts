// How SCIM vendors differ, as data: the adapter asks these flags and never a vendor's name. Sources are in README.md.
import type { Bucket } from '../../ports/adapter.ts';
import type { FieldName } from './fields.ts';

export interface VendorProfile {
  /** Filters that work on /Users, in the order to try. */
  readonly lookups: readonly ('externalId' | 'userName')[];
  /** Whether a filter may hold a quoted quote or backslash. */
  readonly quotesInFilters: boolean;
  /** Whether /Groups takes `displayName eq`; else all groups are listed to find one. */
  readonly findsGroups: boolean;
  /** `patch`: only what changes is sent. `put`: the resource is read, edited and put back. */
  readonly edits: 'patch' | 'put';
  /** How one member leaves: `members[value eq "x"]`, or the path `members` with the member as value. */
  readonly removesMember: 'by-filter' | 'by-value';
  /** Where a user's groups show: on the user; by filter `members.value eq`; or only on the groups themselves. */
  readonly membership: 'on-user' | 'by-member' | 'on-group';
  /** `index` (RFC 7644), `cursor` (RFC 9865), `none`: everything at once. */
  readonly paging: 'index' | 'cursor' | 'none';
  readonly pageSize: number;
  readonly etag: boolean;
  /** Whether DELETE really deletes the account. */
  readonly removes: boolean;
  /** `keeps`: values as sent. `trims-and-lowers-email`: and so the wish is spelled the same way. */
  readonly email: 'as-sent' | 'lower-case';
  /** An attribute may have one value only: other e-mail addresses of the account cannot be kept beside ours. */
  readonly singleEmail: boolean;
  /** Profile attributes the target can hold. */
  readonly fields: readonly FieldName[];
  /** Attributes that it insists on; made up from the others when the wish has none. */
  readonly required: readonly FieldName[];
  /** Whether setting `active` to false ends what is open. */
  readonly endsSessions: boolean;
  /** Longest value it takes. */
  readonly longest: number;
  readonly readLagMs: number;
  readonly buckets: readonly Bucket[];
}

const everyField: readonly FieldName[] = [
  'userName',
  'email',
  'givenName',
  'familyName',
  'displayName',
  'title',
  'phone',
  'locale',
  'timezone',
  'preferredLanguage',
  'userType',
  'employeeNumber',
  'department',
  'division',
  'costCenter',
  'organization',
];

/** What RFC 7644 promises of any server. */
const generic: VendorProfile = {
  lookups: ['externalId', 'userName'],
  quotesInFilters: true,
  findsGroups: true,
  edits: 'patch',
  removesMember: 'by-filter',
  membership: 'on-user',
  paging: 'index',
  pageSize: 100,
  etag: true,
  removes: true,
  email: 'as-sent',
  singleEmail: false,
  fields: everyField,
  required: [],
  endsSessions: false,
  longest: 1024,
  readLagMs: 0,
  buckets: [{ name: 'calls', calls: 10, perMs: 1000, takes: ['read', 'write'] }],
};

export const profiles = {
  generic,
  /** A server that knows no PATCH. */
  'generic-put': { ...generic, edits: 'put' },
  scimmy: { ...generic, quotesInFilters: false, etag: false },
  'better-auth': {
    ...generic,
    membership: 'on-group',
    etag: false,
    email: 'lower-case',
    endsSessions: true,
  },
  'aws-identity-center': {
    ...generic,
    membership: 'by-member',
    paging: 'cursor',
    etag: false,
    singleEmail: true,
    required: ['givenName', 'familyName', 'displayName'],
    buckets: [{ name: 'calls', calls: 20, perMs: 1000, takes: ['read', 'write'] }],
  },
  slack: {
    ...generic,
    membership: 'on-group',
    etag: false,
    removes: false,
    lookups: ['userName'],
    findsGroups: false,
    removesMember: 'by-value',
    fields: ['userName', 'email', 'givenName', 'familyName', 'displayName', 'title', 'phone', 'locale', 'timezone'],
    required: ['email'],
    buckets: [
      { name: 'writes', calls: 180, perMs: 60_000, takes: ['write'] },
      { name: 'reads', calls: 300, perMs: 60_000, takes: ['read'] },
    ],
  },
  /** Google Cloud Identity: no paging of either kind, no ETag. */
  'google-cloud-identity': { ...generic, paging: 'none', etag: false },
} as const satisfies { readonly [name: string]: VendorProfile };
