// Brings one account to what a change asks, in steps that are each safe to do twice: the Admin API has no transactions.
import * as z from 'zod';
import type { AccountRef, Profile } from '../../model/access.ts';
import type { Change, Outcome } from '../../ports/adapter.ts';
import type { KeycloakConfig } from './config.ts';
import { Faulted } from './faults.ts';
import { groupIdOf, groupsOf, setMember } from './groups.ts';
import { canonicalProfile, groupPath, MARK, profileOf, type User, written } from './mapping.ts';
import { logOut, sessionsOf } from './sessions.ts';
import { type Account, type Looking, markedAccount, ownAccount, userPath } from './users.ts';

export interface At extends Looking {
  readonly config: KeycloakConfig;
  /** Throws `Faulted` where the realm would drop our mark in silence. */
  keepsMark(signal: AbortSignal): Promise<void>;
}

interface Wanted {
  readonly person: string;
  readonly profile: Profile;
  readonly grant: readonly string[];
  readonly revoke: readonly string[];
}

export async function ensureUser(change: Extract<Change, { kind: 'ensure' }>, at: At): Promise<Outcome> {
  const profile = canonicalProfile(change.profile, at.config);
  const wanted: Wanted = { person: change.ref.person, profile, grant: change.grant, revoke: change.revoke };
  const account = await ownAccount(change.ref, at);
  if (account.kind === 'ours') return bring(account.user, wanted, at);
  return account.kind === 'none' ? create(wanted, at) : conflict(account);
}

/** Disabled first, so that no new session opens while the old ones are ended. */
export async function suspendUser(ref: AccountRef, revoke: readonly string[], at: At): Promise<Outcome> {
  const account = await ownAccount(ref, at);
  if (account.kind === 'none') return { kind: 'already' };
  if (account.kind !== 'ours') return conflict(account);
  const { id, enabled } = account.user;
  if (enabled) await put(id, { enabled: false }, at);
  const held = revoke.length > 0 ? await groupsOf(id, at) : NOTHING;
  const gone = await leaveAll(id, heldIds(held, revoke), at);
  const open = await sessionsOf(id, at);
  if (enabled || open > 0) await logOut(id, at);
  if (open > 0 && (await sessionsOf(id, at)) > 0) return stillOpen();
  return { kind: enabled || gone || open > 0 ? 'changed' : 'already', remoteId: id };
}

export async function removeUser(ref: AccountRef, { client, signal }: At): Promise<Outcome> {
  const account = await ownAccount(ref, { client, signal });
  if (account.kind === 'none') return { kind: 'already' };
  if (account.kind !== 'ours') return conflict(account);
  const path = userPath(account.user.id);
  const { status } = await client.call({ method: 'DELETE', path, expects: [404], signal });
  return { kind: status === 404 ? 'already' : 'changed', remoteId: account.user.id };
}

export async function endSessions(ref: AccountRef, at: At): Promise<Outcome> {
  const account = await ownAccount(ref, at);
  if (account.kind === 'none') return { kind: 'already' };
  if (account.kind !== 'ours') return conflict(account);
  const { id } = account.user;
  const open = await sessionsOf(id, at);
  await logOut(id, at);
  if (open > 0 && (await sessionsOf(id, at)) > 0) return stillOpen();
  return { kind: open > 0 ? 'changed' : 'already', remoteId: id };
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** One call makes account, mark and memberships together, so a lost reply leaves nothing half made. */
async function create(wanted: Wanted, at: At): Promise<Outcome> {
  const ids = await idsOf(wanted.grant, at);
  if (typeof ids === 'string') return { kind: 'refused', why: ids };
  await at.keepsMark(at.signal);
  const { attributes, ...fields } = written(wanted.profile, {}, at.config);
  const groups = wanted.grant.map((entitlement) => `/${groupPath(entitlement)}`);
  const body = { ...fields, enabled: true, groups, attributes: { ...attributes, [MARK]: [wanted.person] } };
  const { status, madeId } = await at.client.call({
    method: 'POST',
    path: '/users',
    body,
    expects: [409],
    signal: at.signal,
  });
  if (status === 409) return afterClash(wanted, at);
  if (madeId === undefined) throw new Faulted({ kind: 'contractBreach', detail: 'made, but no id was told' });
  return { kind: 'changed', remoteId: madeId };
}

/** Somebody was faster: either we ourselves, for this very person, or the name or e-mail address is another's. */
async function afterClash(wanted: Wanted, at: At): Promise<Outcome> {
  const account = await markedAccount(wanted.person, at);
  return account.kind === 'ours' ? bring(account.user, wanted, at) : conflict(account);
}

async function bring(user: User, wanted: Wanted, at: At): Promise<Outcome> {
  const held = await groupsOf(user.id, at);
  const ids = await idsOf(
    wanted.grant.filter((entitlement) => !held.has(entitlement)),
    at,
  );
  if (typeof ids === 'string') return { kind: 'refused', why: ids };
  const left = await leaveAll(user.id, heldIds(held, wanted.revoke), at);
  const updated = await update(user, wanted.profile, at);
  if (updated === 'refused') return { kind: 'refused', why: 'the realm does not let a user name change' };
  for (const groupId of ids) await setMember({ userId: user.id, groupId, holds: true }, at);
  return { kind: left || updated === 'changed' || ids.length > 0 ? 'changed' : 'already', remoteId: user.id };
}

/** A PUT that carries a profile replaces all of it, so it carries what was read as well; one with `enabled` alone does not. */
async function update(user: User, profile: Profile, at: At): Promise<'changed' | 'already' | 'refused'> {
  const now = profileOf(user, at.config);
  const differs = Object.entries(profile).some(([name, value]) => now[name] !== value);
  if (!differs && user.enabled) return 'already';
  return put(user.id, differs ? { ...written(profile, user, at.config), enabled: true } : { enabled: true }, at);
}

const ReadOnly = z.object({ field: z.literal('username'), errorMessage: z.literal('error-user-attribute-read-only') });

async function put(id: string, body: object, { client, signal }: Looking): Promise<'changed' | 'refused'> {
  const reply = await client.call({ method: 'PUT', path: userPath(id), body, expects: [400], signal });
  if (reply.status !== 400) return 'changed';
  if (ReadOnly.safeParse(reply.body).success) return 'refused';
  const { field } = z
    .object({ field: z.string().max(60).optional() })
    .catch({})
    .parse(reply.body);
  throw new Faulted({ kind: 'invalid', ...(field === undefined ? {} : { field }), detail: 'HTTP 400' });
}

/** Group ids, or why one of them cannot be granted. */
async function idsOf(entitlements: readonly string[], at: Looking): Promise<readonly string[] | string> {
  const ids: string[] = [];
  for (const entitlement of entitlements) {
    const id = await groupIdOf(groupPath(entitlement) ?? '', at);
    if (id === undefined) return `${entitlement} cannot be granted: there is no such group`;
    ids.push(id);
  }
  return ids;
}

function heldIds(held: ReadonlyMap<string, string>, revoke: readonly string[]): readonly string[] {
  return revoke.flatMap((entitlement) => held.get(entitlement) ?? []);
}

async function leaveAll(userId: string, groupIds: readonly string[], at: Looking): Promise<boolean> {
  for (const groupId of groupIds) await setMember({ userId, groupId, holds: false }, at);
  return groupIds.length > 0;
}

function conflict(account: Account): Outcome {
  const detail = account.kind === 'ambiguous' ? 'two users carry the mark of this person' : 'the account is not ours';
  return { kind: 'fault', fault: { kind: 'conflict', detail } };
}

function stillOpen(): Outcome {
  return { kind: 'fault', fault: { kind: 'partial', failed: ['sessions'], detail: 'sessions go on' } };
}
