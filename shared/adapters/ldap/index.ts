// An OpenLDAP directory as a target: people are entries below one place, entitlements are memberships in groupOfNames.
import type { Adapter } from '../../ports/adapter.ts';
import { capabilities } from './capabilities.ts';
import { LdapConfig } from './config.ts';
import { connectLdap } from './connection.ts';

/** OpenLDAP 2.5 or later; what its service account and server need is in this folder's README. */
export const ldap: Adapter<LdapConfig> = {
  name: 'ldap',
  capabilities,
  config: LdapConfig,
  connect: connectLdap,
};
