// A Keycloak realm as a target, through its Admin API: people are users, entitlements are memberships in groups.
import type { Adapter } from '../../ports/adapter.ts';
import { capabilities } from './capabilities.ts';
import { KeycloakConfig } from './config.ts';
import { connectKeycloak } from './connection.ts';

/** Keycloak 26; what its client needs is in this folder's README. */
export const keycloak: Adapter<KeycloakConfig> = {
  name: 'keycloak',
  capabilities,
  config: KeycloakConfig,
  connect: connectKeycloak,
};
