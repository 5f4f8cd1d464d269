// From what is and what is wished to the statements in between. Pure; every name is quoted by the driver.
import pg from 'pg';
import { entitlementOf, markOf } from './mapping.ts';
import type { Role } from './roles.ts';

const id = pg.escapeIdentifier;
const text = pg.escapeLiteral;

export interface RoleWish {
  readonly person: string;
  readonly name: string;
  /** Group roles, not entitlements. */
  readonly grant: readonly string[];
  readonly revoke: readonly string[];
}

/** A new account has no password, so it has no way in until one is issued. */
export function createRole(wish: RoleWish): readonly string[] {
  return [
    `CREATE ROLE ${id(wish.name)} LOGIN PASSWORD NULL`,
    `COMMENT ON ROLE ${id(wish.name)} IS ${text(markOf(wish.person))}`,
    ...wish.grant.map((group) => grantTo(wish.name, group)),
  ];
}

/** Empty when nothing has to be done. */
export function changeRole(role: Role, wish: RoleWish): readonly string[] {
  return [
    ...(role.name === wish.name ? [] : [`ALTER ROLE ${id(role.name)} RENAME TO ${id(wish.name)}`]),
    ...revokeFrom({ ...role, name: wish.name }, wish.revoke),
    ...(role.canLogin ? [] : [`ALTER ROLE ${id(wish.name)} LOGIN`]),
    ...missingGroups(role, wish.grant).map((group) => grantTo(wish.name, group)),
  ];
}

/** Empty when nothing has to be done. Password and data stay. */
export function suspendRole(role: Role, revoke: readonly string[]): readonly string[] {
  return [...(role.canLogin ? [`ALTER ROLE ${id(role.name)} NOLOGIN`] : []), ...revokeFrom(role, revoke)];
}

export const dropRole = (role: Role): string => `DROP ROLE ${id(role.name)}`;

export const setPassword = (role: Role, verifier: string): string =>
  `ALTER ROLE ${id(role.name)} PASSWORD ${text(verifier)}`;

/** What of `groups` the role does not hold. */
export const missingGroups = (role: Role | undefined, groups: readonly string[]): readonly string[] =>
  groups.filter((group) => !role?.groups.includes(group));

/** What of `groups` the role still holds, as entitlements. */
export const heldStill = (role: Role | undefined, groups: readonly string[]): readonly string[] =>
  groups.filter((group) => role?.groups.includes(group)).map(entitlementOf);

function revokeFrom(role: Role, groups: readonly string[]): readonly string[] {
  return groups
    .filter((group) => role.groups.includes(group))
    .map((group) => `REVOKE ${id(group)} FROM ${id(role.name)}`);
}

function grantTo(name: string, group: string): string {
  return `GRANT ${id(group)} TO ${id(name)} WITH INHERIT TRUE, SET TRUE`;
}
