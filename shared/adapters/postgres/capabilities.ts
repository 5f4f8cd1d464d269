// What a PostgreSQL server can as a target, and how it behaves.
import type { Capabilities } from '../../ports/adapter.ts';
import { CALLS_PER_SECOND } from './config.ts';
import { LANDING_MS } from './link.ts';

export const capabilities: Capabilities = {
  entitlementKinds: ['role'],
  verbs: ['ensure', 'suspend', 'remove'],
  removal: {
    suspend: true,
    removeCascades: 'memberships and the comment go with the role; a role that owns or was granted anything is refused',
  },
  identity: { immutableId: 'oid of the role', userNameCaseSensitive: true },
  paging: { completeness: 'counted', pageSize: 500 },
  concurrency: 'transaction',
  readLagMs: 0,
  landingMs: LANDING_MS,
  buckets: bucketsOf(CALLS_PER_SECOND),
  sessions: 'ended-by-suspend',
  idempotencyKey: false,
  issues: 'password',
  permissions: [
    'LOGIN CREATEROLE, no SUPERUSER',
    'each group role WITH ADMIN TRUE, INHERIT FALSE, SET FALSE',
    'pg_signal_backend WITH INHERIT TRUE, SET FALSE',
    'CONNECT on the database of the configuration',
  ],
  returns: ['userName'],
};

/** One bucket: reads and writes cost the server alike. */
export function bucketsOf(callsPerSecond: number | 'unlimited'): Capabilities['buckets'] {
  if (callsPerSecond === 'unlimited') return [];
  return [{ name: 'calls', calls: callsPerSecond, perMs: 1000, takes: ['read', 'write'] }];
}
