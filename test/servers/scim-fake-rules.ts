// Ways in which vendors' SCIM servers differ, as their documentation tells; the fake server refuses whatever they would.
export interface FakeRules {
  /** Versions are served, and every write must name the one it read. */
  readonly etag: boolean;
  readonly patch: boolean;
  /** Where memberships show. `by-member`: only to the filter `members.value eq`; groups look empty. */
  readonly shows: 'on-user' | 'by-member' | 'on-group';
  readonly paging: 'index' | 'cursor';
  /** Filters on /Users. */
  readonly filters: readonly string[];
  /** `by-filter`: `members[value eq "x"]`; `by-value`: path `members` with the member as value. */
  readonly removesMember: 'by-filter' | 'by-value';
  /** More than one e-mail address or telephone number is refused. */
  readonly single: boolean;
  readonly required: readonly string[];
  /** DELETE shuts the account. */
  readonly deleteShuts: boolean;
  /** How a taken name is said. */
  readonly taken: 400 | 409;
  /** A 404 for a user comes from a gateway, not as a SCIM error. */
  readonly plain404: boolean;
}

const strict: FakeRules = {
  etag: true,
  patch: true,
  shows: 'on-user',
  paging: 'index',
  filters: ['userName', 'externalId'],
  removesMember: 'by-filter',
  single: false,
  required: [],
  deleteShuts: false,
  taken: 409,
  plain404: false,
};

export const fakes = {
  /** RFC 7644 with every precondition required. */
  'strict-etag': strict,
  /** No PATCH; a taken name is 400 with scimType `uniqueness`; 404 without a SCIM body. */
  'put-only': { ...strict, patch: false, shows: 'on-group', taken: 400, plain404: true },
  /** docs.aws.amazon.com/singlesignon/latest/developerguide: listgroups, patchgroup, createuser, limitations. */
  'aws-identity-center': {
    ...strict,
    etag: false,
    shows: 'by-member',
    paging: 'cursor',
    single: true,
    required: ['userName', 'displayName', 'name.givenName', 'name.familyName'],
  },
  /** docs.slack.dev/reference/scim-api: DELETE deactivates. */
  slack: {
    ...strict,
    etag: false,
    shows: 'on-group',
    filters: ['userName'],
    removesMember: 'by-value',
    required: ['userName', 'emails'],
    deleteShuts: true,
  },
} as const satisfies { readonly [name: string]: FakeRules };
