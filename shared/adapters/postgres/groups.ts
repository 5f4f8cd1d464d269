// Which roles may be handed out as an entitlement: group roles that our credential may grant, and never a person's.
import * as z from 'zod';
import type { Query } from './database.ts';

const Candidate = z.object({
  name: z.string(),
  state: z.enum(['missing', 'account', 'superuser', 'no-admin', 'fine']),
});

/**
 * We hold ADMIN on every account that we made (PostgreSQL grants it to the creator), so without this check a wish for
 * `role:ada` would let its holder act as Ada.
 */
const CHECK = `
  SELECT wanted.name, CASE
    WHEN r.oid IS NULL THEN 'missing'
    WHEN r.rolcanlogin OR d.description LIKE 'frontdesk:%' THEN 'account'
    WHEN r.rolsuper THEN 'superuser'
    WHEN NOT pg_catalog.pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION') THEN 'no-admin'
    ELSE 'fine' END AS state
  FROM unnest($1::text[]) AS wanted (name)
  LEFT JOIN pg_catalog.pg_roles r ON r.rolname = wanted.name
  LEFT JOIN pg_catalog.pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass`;

const WHY = {
  missing: 'there is no such role',
  account: 'it is an account, not a group role',
  superuser: 'it is a superuser',
  'no-admin': 'our role has no ADMIN OPTION on it',
} as const;

/** Why one of these group roles cannot be granted; undefined when all can. */
export async function whyNotGranted(query: Query, groups: readonly string[]): Promise<string | undefined> {
  if (groups.length === 0) return undefined;
  for (const { name, state } of z.array(Candidate).parse(await query(CHECK, [groups]))) {
    if (state !== 'fine') return `role:${name} cannot be granted: ${WHY[state]}`;
  }
  return undefined;
}
