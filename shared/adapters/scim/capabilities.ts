// What a SCIM target can, told from its vendor's profile.
import type { Capabilities } from '../../ports/adapter.ts';
import type { VendorProfile } from './profiles.ts';

/** Capabilities of one configured target. */
export function capabilitiesOf(vendor: VendorProfile, landingMs: number): Capabilities {
  return {
    entitlementKinds: ['group'],
    verbs: vendor.removes ? ['ensure', 'suspend', 'remove'] : ['ensure', 'suspend'],
    removal: { suspend: true, ...(vendor.removes ? { removeCascades: 'memberships of groups' } : {}) },
    identity: { immutableId: 'id', userNameCaseSensitive: false },
    paging: { completeness: vendor.paging === 'cursor' ? 'cursor' : 'counted', pageSize: vendor.pageSize },
    concurrency: vendor.etag ? 'etag' : 'none',
    readLagMs: vendor.readLagMs,
    landingMs,
    buckets: vendor.buckets,
    cost: costOf(vendor),
    usual: usualOf(vendor),
    sessions: vendor.endsSessions ? 'ended-by-suspend' : 'none',
    idempotencyKey: false,
    permissions: ['read and write /Users and /Groups'],
    returns: ['userName', 'name', 'displayName', 'emails', 'phoneNumbers', 'title', 'enterprise attributes', 'groups'],
  };
}

/** Counted by a law: the look-ups, one write, the groups held (in one page), and for each group a look-up and a write. */
function costOf(vendor: VendorProfile): NonNullable<Capabilities['cost']> {
  const find = vendor.lookups.length + 1;
  const held = vendor.membership === 'on-user' ? 0 : 1;
  const each = vendor.edits === 'patch' ? 2 : 3;
  return {
    ensure: { base: find + held + 1, each },
    suspend: { base: find + held + 1, each },
    remove: { base: find + 1, each: 0 },
    read: { base: find + held, each: 0 },
  };
}

/** Where nothing goes wrong: an account is found by its id, and the ids of groups are known from the operations before. */
function usualOf(vendor: VendorProfile): NonNullable<Capabilities['usual']> {
  const held = vendor.membership === 'on-user' ? 0 : 1;
  return { look: 1 + held, make: vendor.lookups.length + 1, edit: 1, each: vendor.edits === 'patch' ? 1 : 2 };
}
