// PostgreSQL as a target: people are login roles, entitlements are memberships in group roles.
import type { Adapter } from '../../ports/adapter.ts';
import { capabilities } from './capabilities.ts';
import { PostgresConfig } from './config.ts';
import { connectPostgres } from './connection.ts';

/** Servers from version 16 on; what its credential needs is in this folder's README. */
export const postgres: Adapter<PostgresConfig> = {
  name: 'postgres',
  capabilities,
  config: PostgresConfig,
  connect: connectPostgres,
};
