// What a Keycloak realm can as a target, and how it behaves.
import type { Capabilities } from '../../ports/adapter.ts';
import type { KeycloakConfig } from './config.ts';

export const capabilities: Capabilities = {
  entitlementKinds: ['group'],
  verbs: ['ensure', 'suspend', 'remove'],
  removal: {
    suspend: true,
    removeCascades: 'credentials, sessions, consents and memberships go with the user, for good',
  },
  identity: { immutableId: 'id of the user, given by Keycloak', userNameCaseSensitive: false },
  paging: { completeness: 'counted', pageSize: 100 },
  concurrency: 'none',
  readLagMs: 0,
  landingMs: 300_000,
  buckets: [{ name: 'admin', calls: 20, perMs: 1000, takes: ['read', 'write'] }],
  cost: {
    ensure: { base: 5, each: 2 },
    suspend: { base: 5, each: 2 },
    remove: { base: 3, each: 0 },
    read: { base: 3, each: 0 },
  },
  sessions: 'ended-by-suspend',
  idempotencyKey: false,
  permissions: ['manage-users of realm-management', 'query-groups of realm-management'],
  returns: ['userName', 'email', 'givenName', 'familyName'],
};

export function capabilitiesOf(config: KeycloakConfig): Capabilities {
  return {
    ...capabilities,
    paging: { ...capabilities.paging, pageSize: config.pageSize },
    landingMs: config.transactionTimeoutMs,
    buckets: [{ name: 'admin', calls: config.callsPerSecond, perMs: 1000, takes: ['read', 'write'] }],
    returns: [...capabilities.returns, ...Object.keys(config.attributes)],
  };
}
