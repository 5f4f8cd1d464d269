// Brings one account to what a change asks: one transaction, looked at again before it is committed.
import type { AccountRef } from '../../model/access.ts';
import type { Outcome } from '../../ports/adapter.ts';
import type { Query } from './database.ts';
import { sqlState } from './faults.ts';
import { whyNotGranted } from './groups.ts';
import { type Account, accountOf, lookUp, type Role } from './roles.ts';
import {
  changeRole,
  createRole,
  dropRole,
  heldStill,
  missingGroups,
  type RoleWish,
  suspendRole,
} from './statements.ts';

/** What a transaction did; `role` is the account whose sessions must end once it is committed. */
export interface Done {
  readonly outcome: Outcome;
  readonly role?: Role;
}

export async function ensureRole(query: Query, ref: AccountRef, wish: RoleWish): Promise<Done> {
  const account = await lockedAccount(query, ref);
  if (account.kind === 'foreign' || account.kind === 'ambiguous') return conflict(account);
  const role = account.kind === 'ours' ? account.role : undefined;
  if (role && isSuperuser(role)) return refused(SUPERUSER);
  const why = await whyNotGranted(query, missingGroups(role, wish.grant));
  if (why) return refused(why);
  const statements = role ? changeRole(role, wish) : createRole(wish);
  if (role && statements.length === 0) return { outcome: { kind: 'already', remoteId: role.oid } };
  for (const statement of statements) await query(statement);
  const now = await ourRole(query, { ...ref, userName: wish.name });
  if (!now?.canLogin || missingGroups(now, wish.grant).length > 0) return contradicted();
  return { outcome: changedUnlessHeld(now, wish.revoke) };
}

export async function suspendAccount(query: Query, ref: AccountRef, revoke: readonly string[]): Promise<Done> {
  const account = await lockedAccount(query, ref);
  if (account.kind === 'none' || isNamesake(account)) return { outcome: { kind: 'already' } };
  if (account.kind !== 'ours') return conflict(account);
  const { role } = account;
  if (isSuperuser(role)) return refused(SUPERUSER);
  const statements = suspendRole(role, revoke);
  for (const statement of statements) await query(statement);
  const now = await ourRole(query, ref);
  if (!now || now.canLogin) return contradicted();
  const nothing = statements.length === 0 && role.sessions === 0;
  return { outcome: nothing ? { kind: 'already', remoteId: role.oid } : changedUnlessHeld(now, revoke), role };
}

/** Nothing is dropped or reassigned along with the account: a role that owns something stays, and says so. */
export async function removeAccount(query: Query, ref: AccountRef): Promise<Done> {
  const account = await lockedAccount(query, ref);
  if (account.kind === 'none' || isNamesake(account)) return { outcome: { kind: 'already' } };
  if (account.kind !== 'ours') return conflict(account);
  await query('SAVEPOINT before_drop');
  try {
    await query(dropRole(account.role));
  } catch (error) {
    if (sqlState(error) !== '2BP01') throw error;
    await query('ROLLBACK TO SAVEPOINT before_drop');
    return refused('the account owns objects or holds privileges of its own: reassign and revoke them first');
  }
  return { outcome: { kind: 'changed', remoteId: account.role.oid }, role: account.role };
}

const SUPERUSER = 'the account was made a superuser, which only a superuser may change';

const isSuperuser = ({ attributes }: Role): boolean => attributes.includes('superuser');

/** Two changes of one person wait for each other, whatever connection they come on. */
export async function lockedAccount(query: Query, ref: AccountRef): Promise<Account> {
  await query('SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended($1, 0))', [
    `frontdesk/${ref.person}`,
  ]);
  return accountOf(ref, await lookUp(query, [ref]));
}

export function conflict(account: Account): Done {
  const why = account.kind === 'ambiguous' ? 'two roles carry the mark of this person' : 'the role is not ours';
  return { outcome: { kind: 'fault', fault: { kind: 'conflict', detail: why } } };
}

/** Committed are the outcomes that did something. */
export function isKept({ outcome }: Done): boolean {
  return outcome.kind === 'changed' || (outcome.kind === 'fault' && outcome.fault.kind === 'partial');
}

async function ourRole(query: Query, ref: AccountRef): Promise<Role | undefined> {
  const account = accountOf(ref, await lookUp(query, [ref]));
  return account.kind === 'ours' ? account.role : undefined;
}

/** A membership that somebody else granted is theirs to revoke (REVOKE takes back one's own grants only, since 16). */
function changedUnlessHeld(role: Role, revoked: readonly string[]): Outcome {
  const failed = heldStill(role, revoked);
  if (failed.length === 0) return { kind: 'changed', remoteId: role.oid };
  const detail = 'granted by another role, which alone can revoke it';
  return { kind: 'fault', fault: { kind: 'partial', failed: [...failed], detail } };
}

/** Only the name is the same: whoever it is, it never was this person's account. */
function isNamesake(account: Account): boolean {
  return account.kind === 'foreign' && !account.byId;
}

function refused(why: string): Done {
  return { outcome: { kind: 'refused', why } };
}

function contradicted(): Done {
  const detail = 'the transaction does not see what it wrote';
  return { outcome: { kind: 'fault', fault: { kind: 'contractBreach', detail } } };
}
