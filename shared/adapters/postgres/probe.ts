// Whether the server is one that we can work with and our own role may do what it must.
import * as z from 'zod';
import type { Fault } from '../../model/fault.ts';
import type { Query } from './database.ts';

/** Membership options (WITH INHERIT, SET) and the ADMIN that a creator gets came with version 16. */
const OLDEST_VERSION = 160_000;

const Self = z.object({
  version: z.number().int(),
  standby: z.boolean(),
  createRole: z.boolean(),
  superuser: z.boolean(),
  signals: z.boolean(),
});

const SELF = `
  SELECT pg_catalog.current_setting('server_version_num')::int AS version,
         pg_catalog.pg_is_in_recovery() AS standby,
         rolcreaterole AS "createRole", rolsuper AS superuser,
         pg_catalog.pg_has_role('pg_signal_backend', 'USAGE') AS signals
  FROM pg_catalog.pg_roles WHERE rolname = current_user`;

export interface Probed {
  readonly fault: Fault | undefined;
  /** Works, and can far more than it needs. */
  readonly superuser: boolean;
}

export async function probeSelf(query: Query): Promise<Probed> {
  const self = z
    .array(Self)
    .length(1)
    .parse(await query(SELF))[0] as z.infer<typeof Self>;
  return { fault: faultOfSelf(self), superuser: self.superuser };
}

function faultOfSelf(self: z.infer<typeof Self>): Fault | undefined {
  if (self.version < OLDEST_VERSION) return { kind: 'unsupported', detail: 'PostgreSQL 16 is the oldest that will do' };
  if (self.standby) return { kind: 'unavailable', detail: 'STANDBY' };
  if (!self.createRole && !self.superuser) return { kind: 'denied', detail: 'our role has no CREATEROLE' };
  if (!self.signals) return { kind: 'denied', detail: 'our role is no member of pg_signal_backend' };
  return undefined;
}
