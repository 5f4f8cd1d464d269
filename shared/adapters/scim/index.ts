// The SCIM 2.0 target, by RFC 7643 and 7644; how vendors differ is data in profiles.ts.
import type { Adapter } from '../../ports/adapter.ts';
import { capabilitiesOf } from './capabilities.ts';
import { ScimConfig } from './config.ts';
import { connectionTo } from './connection.ts';
import { profiles } from './profiles.ts';

export const scim: Adapter<ScimConfig> = {
  name: 'scim',
  capabilities: capabilitiesOf(profiles.generic, 30_000),
  config: ScimConfig,
  connect: connectionTo,
};
