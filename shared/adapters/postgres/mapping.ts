// How people and entitlements are spelled in PostgreSQL: role names, the mark of ownership, `role:<group role>`, `attribute:<attribute>`.
import type { Wish } from '../../model/access.ts';
import type { Digest } from '../../ports/runtime.ts';

/** NAMEDATALEN - 1 (postgresql.org/docs/18/sql-syntax-lexical.html). Our names are ASCII, so bytes are characters. */
const LONGEST_NAME = 63;
const MARK = 'frontdesk:';
const KIND = 'role:';

export const markOf = (person: string): string => `${MARK}${person}`;

/** The person of a role's comment, when the comment is our mark. */
export function personOf(comment: string | null): string | undefined {
  return comment?.startsWith(MARK) ? comment.slice(MARK.length) : undefined;
}

/**
 * The role name of a user name: no accents, lower-case, other characters than `a-z 0-9 _ . @ -` become `_`; too long a
 * name ends in a hash of the whole. Its own result is a fixed point. Two people with one result are a `conflict`.
 */
export function roleName(userName: string, digest: Digest): string {
  const plain = userName.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const safe = plain.replaceAll(/[^a-z0-9_.@-]/gu, '_');
  if (safe.length <= LONGEST_NAME) return safe;
  return `${safe.slice(0, LONGEST_NAME - 9)}_${digest.sha256(safe).slice(0, 8)}`;
}

/** The group role of an entitlement; undefined when it is of a kind that PostgreSQL does not have. */
export function groupRole(entitlement: string): string | undefined {
  return entitlement.startsWith(KIND) && entitlement.length > KIND.length ? entitlement.slice(KIND.length) : undefined;
}

export const entitlementOf = (role: string): string => `${KIND}${role}`;

/**
 * All that an account may do beyond logging in, sorted. Attributes (`SUPERUSER`, `CREATEROLE` and the like) are only shown: nobody can
 * be given one through us, and none is ever taken away.
 */
export function entitlementsOf(role: {
  readonly groups: readonly string[];
  readonly attributes: readonly string[];
}): readonly string[] {
  return [...role.groups.map(entitlementOf), ...role.attributes.map((name) => `attribute:${name}`)].sort();
}

/** A role holds nothing of a profile but its name. */
export function canonicalWish(wish: Wish, digest: Digest): Wish {
  return {
    account: wish.account,
    entitlements: [...new Set(wish.entitlements)].sort(),
    profile: { userName: roleName(wish.profile.userName ?? '', digest) },
  };
}
