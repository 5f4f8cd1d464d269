// What the catalogue says of roles: rows, and whose account a ref means.
import * as z from 'zod';
import type { AccountRef, Reading } from '../../model/access.ts';
import type { Query } from './database.ts';
import { entitlementsOf, markOf, personOf } from './mapping.ts';

const Role = z.object({
  oid: z.string(),
  name: z.string(),
  canLogin: z.boolean(),
  attributes: z.array(z.string()),
  comment: z.string().nullable(),
  groups: z.array(z.string()),
  sessions: z.number().int(),
});
export type Role = z.infer<typeof Role>;

/**
 * Direct memberships only: what a group role inherits is the database owner's matter. One that can neither be inherited
 * nor set gives nothing and is not counted (postgresql.org/docs/18/role-membership.html; options since version 16).
 * Attributes are held by the role itself and inherited by nobody (postgresql.org/docs/18/role-attributes.html).
 * Open connections are visible to every role (pg_stat_activity hides what they do, not whose they are).
 */
export const ROLE_COLUMNS = `
  r.oid::text AS oid, r.rolname AS name, r.rolcanlogin AS "canLogin", d.description AS comment,
  ARRAY(SELECT name FROM (VALUES ('superuser', r.rolsuper), ('createrole', r.rolcreaterole), ('createdb', r.rolcreatedb),
                                 ('bypassrls', r.rolbypassrls), ('replication', r.rolreplication)) AS may (name, held)
        WHERE held ORDER BY 1) AS attributes,
  ARRAY(SELECT DISTINCT g.rolname::text FROM pg_catalog.pg_auth_members m
        JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid AND (m.inherit_option OR m.set_option) ORDER BY 1) AS groups,
  (SELECT count(*)::int FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid) AS sessions`;

export const ROLES_WITH_COMMENT = `
  pg_catalog.pg_roles r LEFT JOIN pg_catalog.pg_shdescription d
    ON d.objoid = r.oid AND d.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass`;

/** A standby answers with the past, which is no proof of absence: every answer says whether it came from one. */
const LOOK_UP = `
  SELECT pg_catalog.pg_is_in_recovery() AS standby, role.*
  FROM (SELECT 1) AS always LEFT JOIN (
    SELECT ${ROLE_COLUMNS} FROM ${ROLES_WITH_COMMENT}
    WHERE r.oid = ANY ($1::oid[]) OR r.rolname = ANY ($2::name[]) OR d.description = ANY ($3::text[])
  ) AS role ON true`;

const Row = z.union([Role.extend({ standby: z.boolean() }), z.object({ standby: z.boolean(), oid: z.null() })]);

/** Thrown where only the primary will do; `code` is what the fault tells. */
export class StandbyError extends Error {
  readonly code = 'STANDBY';
}

/** Every role that one of the refs may mean, by id, mark or name. Throws `StandbyError`. */
export async function lookUp(query: Query, refs: readonly AccountRef[]): Promise<readonly Role[]> {
  const ids = refs.flatMap((ref) => (ref.remoteId && isOid(ref.remoteId) ? [ref.remoteId] : []));
  const rows = await query(LOOK_UP, [ids, refs.map((ref) => ref.userName), refs.map((ref) => markOf(ref.person))]);
  const parsed = z.tuple([Row], Row).parse(rows);
  if (parsed[0].standby) throw new StandbyError();
  return parsed.filter((row): row is Role & { standby: boolean } => row.oid !== null);
}

export type Account =
  | { readonly kind: 'none' }
  | { readonly kind: 'ours'; readonly role: Role }
  /** `byId`: it was the account once and has lost our mark; else it only has the name. */
  | { readonly kind: 'foreign'; readonly role: Role; readonly byId: boolean }
  /** Two roles carry the mark of one person: somebody copied it by hand. */
  | { readonly kind: 'ambiguous' };

/** Whose account the ref means: the id wins over the mark, the mark over the name. */
export function accountOf(ref: AccountRef, roles: readonly Role[]): Account {
  const byId = roles.find((role) => role.oid === ref.remoteId);
  if (byId) return isOurs(byId, ref) ? { kind: 'ours', role: byId } : { kind: 'foreign', role: byId, byId: true };
  const [marked, ...more] = roles.filter((role) => isOurs(role, ref));
  if (more.length > 0) return { kind: 'ambiguous' };
  if (marked) return { kind: 'ours', role: marked };
  const named = roles.find((role) => role.name === ref.userName);
  return named ? { kind: 'foreign', role: named, byId: false } : { kind: 'none' };
}

export function readingOf(ref: AccountRef, roles: readonly Role[]): Reading {
  const account = accountOf(ref, roles);
  if (account.kind === 'none') return { kind: 'absent' };
  if (account.kind === 'ambiguous') return { kind: 'unknown', why: 'two roles carry the mark of this person' };
  const { role } = account;
  return {
    kind: 'found',
    remoteId: role.oid,
    account: role.canLogin ? 'active' : 'suspended',
    ours: account.kind === 'ours',
    entitlements: entitlementsOf(role),
    profile: { userName: role.name },
    sessions: role.sessions,
  };
}

const isOid = (text: string): boolean => /^[0-9]{1,10}$/.test(text) && Number(text) < 2 ** 32;

const isOurs = (role: Role, ref: AccountRef): boolean => personOf(role.comment) === ref.person;
