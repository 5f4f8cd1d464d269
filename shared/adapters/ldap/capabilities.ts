// What an OpenLDAP directory can as a target, and how it behaves.
import type { Capabilities } from '../../ports/adapter.ts';
import { CALLS_PER_SECOND, type LdapConfig } from './config.ts';

export const capabilities: Capabilities = {
  entitlementKinds: ['group'],
  verbs: ['ensure', 'suspend', 'remove'],
  removal: {
    suspend: true,
    removeCascades: 'memberships in groups below the configured place go first, then the entry, for good',
  },
  identity: { immutableId: 'entryUUID', userNameCaseSensitive: false },
  paging: { completeness: 'cursor', pageSize: 500 },
  concurrency: 'none',
  readLagMs: 0,
  landingMs: 30_000,
  buckets: bucketsOf(CALLS_PER_SECOND),
  cost: {
    ensure: { base: 6, each: 2 },
    suspend: { base: 4, each: 2 },
    remove: { base: 6, each: 0 },
    read: { base: 5, each: 0 },
  },
  sessions: 'shown-only',
  idempotencyKey: false,
  issues: 'password',
  permissions: [
    'write on the place of people and all below it, userPassword and the two ppolicy attributes of the lock included',
    'write on member of each group that it may hand out',
    'read on cn=Connections,cn=Monitor, unless sessions are unseen',
    'no size limit (olcLimits)',
  ],
  returns: ['userName', 'email', 'givenName', 'familyName', 'displayName', 'title'],
};

export function capabilitiesOf(config: LdapConfig): Capabilities {
  return {
    ...capabilities,
    paging: { ...capabilities.paging, pageSize: config.pageSize },
    landingMs: config.landingMs,
    readLagMs: config.readLagMs,
    buckets: bucketsOf(config.callsPerSecond),
    // A bound connection goes on after the lock, and LDAP has no call to end it: it can be shown at best.
    sessions: config.sessions === 'monitor' ? 'shown-only' : 'none',
    returns: [...capabilities.returns, ...Object.keys(config.attributes)],
  };
}

/** One bucket: reads and writes count alike. */
function bucketsOf(callsPerSecond: number | 'unlimited'): Capabilities['buckets'] {
  if (callsPerSecond === 'unlimited') return [];
  return [{ name: 'calls', calls: callsPerSecond, perMs: 1000, takes: ['read', 'write'] }];
}
