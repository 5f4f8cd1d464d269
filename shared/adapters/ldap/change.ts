// Brings one account to what a change asks, in steps that are each safe to do twice: a directory has no transactions.
import { Attribute, Change as LdapChange } from 'ldapts';
import type { AccountRef, Profile } from '../../model/access.ts';
import type { Change, Outcome } from '../../ports/adapter.ts';
import { type Account, accountOf, idOf, type Looking, lookUp, namesakes } from './accounts.ts';
import type { Found } from './directory.ts';
import { Code, Faulted } from './faults.ts';
import { type Group, groupsAround } from './groups.ts';
import { follow, join, leave, unlessClosed } from './joining.ts';
import { lockChanges, unlockChanges } from './lock.ts';
import { attributesFor, canonicalProfile, entitlementOf, fieldsOf, groupName, userNameIn } from './mapping.ts';
import { below, dnKey, firstPart, parentOf, rdn } from './names.ts';

export interface At extends Looking {
  now(): number;
}

interface Wanted {
  readonly ref: AccountRef;
  readonly profile: Profile;
  readonly userName: string;
  readonly grant: readonly string[];
  readonly revoke: readonly string[];
}

type Groups = ReadonlyMap<string, Group>;

export async function ensureAccount(change: Extract<Change, { kind: 'ensure' }>, at: At): Promise<Outcome> {
  const profile = canonicalProfile(change.profile, at.config);
  const { userName = '' } = profile;
  const ref = { ...change.ref, userName };
  const wanted: Wanted = { ref, profile, userName, grant: spelled(change.grant), revoke: spelled(change.revoke) };
  const entries = await lookUp([ref], at);
  const account = accountOf(ref, entries, at.config);
  if (account.kind === 'none') return create(wanted, at);
  if (account.kind !== 'ours') return conflict(account);
  const others = namesakes(userName, entries).filter((entry) => idOf(entry) !== idOf(account.entry));
  return others.length > 0 ? conflict({ kind: 'none' }) : bring(account.entry, wanted, at);
}

/** Locked first, so that nobody logs in while the rest is done. */
export async function suspendAccount(ref: AccountRef, revoke: readonly string[], at: At): Promise<Outcome> {
  const account = await ownAccount(ref, at);
  if (account.kind === 'none') return { kind: 'already' };
  if (account.kind !== 'ours') return conflict(account);
  const { entry } = account;
  const locks = lockChanges(entry, at.now());
  if (locks.length > 0) await at.directory.modify(entry.dn, locks);
  const groups = revoke.length > 0 ? await groupsAround(entry.dn, [], at) : new Map<string, Group>();
  const held = holding(groups, spelled(revoke));
  const closed = await leave(entry.dn, held, at);
  const kind = locks.length > 0 || held.length > 0 ? 'changed' : 'already';
  return unlessClosed(closed, { kind, remoteId: idOf(entry) });
}

/** Memberships first: one that stayed would be inherited by whoever gets the name next. */
export async function removeAccount(ref: AccountRef, at: At): Promise<Outcome> {
  const account = await ownAccount(ref, at);
  if (account.kind === 'none') return { kind: 'already' };
  if (account.kind !== 'ours') return conflict(account);
  const { entry } = account;
  const groups = await groupsAround(entry.dn, [], at);
  const closed = await leave(entry.dn, [...groups.values()], at);
  if (closed.length > 0) return unlessClosed(closed, { kind: 'already' });
  const code = await at.directory.remove(entry.dn);
  if (code === Code.notAllowedOnNonLeaf) return { kind: 'refused', why: 'other entries lie below the account' };
  return { kind: code === Code.noSuchObject ? 'already' : 'changed', remoteId: idOf(entry) };
}

/** By id or mark; somebody who only has the name is nobody to us. */
export async function ownAccount(ref: AccountRef, at: Looking): Promise<Account> {
  const account = accountOf(ref, await lookUp([ref], at), at.config);
  return account.kind === 'foreign' && !account.byId ? { kind: 'none' } : account;
}

export function conflict(account: Account): Outcome {
  const detail = account.kind === 'ambiguous' ? 'two entries carry the mark of this person' : 'the account is not ours';
  return { kind: 'fault', fault: { kind: 'conflict', detail } };
}

/** Without a password, so without a way in until one is issued. */
async function create(wanted: Wanted, at: At): Promise<Outcome> {
  const dn = below(rdn('uid', wanted.userName), at.config.people);
  const groups = await groupsAround(dn, wanted.grant, at);
  const missing = missingGroup(wanted.grant, groups);
  if (missing) return missing;
  const code = await at.directory.add(dn, attributesFor(wanted.profile, wanted.ref.person, at.config));
  if (code === Code.entryAlreadyExists) return afterClash(wanted, at);
  const made = await seen(wanted.ref, at);
  // Left behind by somebody of that name who was deleted by hand: nothing for the new one.
  const inherited = [...groups.values()].filter(
    ({ holds, entitlement }) => holds && !wanted.grant.includes(entitlement),
  );
  const closed = [
    ...(await leave(made.dn, inherited, at)),
    ...(await join(made.dn, lacking(groups, wanted.grant), at)),
  ];
  return unlessClosed(closed, { kind: 'changed', remoteId: idOf(made) });
}

/** Somebody was faster: either we ourselves, for this very person, or the name is another's. */
async function afterClash(wanted: Wanted, at: At): Promise<Outcome> {
  const account = await ownAccount(wanted.ref, at);
  return account.kind === 'ours' ? bring(account.entry, wanted, at) : conflict(account);
}

async function bring(entry: Found, wanted: Wanted, at: At): Promise<Outcome> {
  const groups = await groupsAround(entry.dn, wanted.grant, at);
  const missing = missingGroup(wanted.grant, groups);
  if (missing) return missing;
  const gone = holding(groups, wanted.revoke);
  const closed = [...(await leave(entry.dn, gone, at))];
  const dn = await rename(entry, wanted.userName, at);
  if (dn === 'taken') return conflict({ kind: 'none' });
  if (dnKey(dn) !== dnKey(entry.dn)) {
    const kept = [...groups.values()].filter(({ holds, entitlement }) => holds && !wanted.revoke.includes(entitlement));
    closed.push(...(await follow({ from: entry.dn, to: dn }, kept, at)));
  }
  const changes = [...profileChanges(entry, wanted, at), ...unlockChanges(entry, at.now())];
  if (changes.length > 0) await at.directory.modify(dn, changes);
  const fresh = lacking(groups, wanted.grant);
  closed.push(...(await join(dn, fresh, at)));
  const isChanged = gone.length + fresh.length + changes.length > 0 || dn !== entry.dn;
  return unlessClosed(closed, { kind: isChanged ? 'changed' : 'already', remoteId: idOf(entry) });
}

/** Answers the name that the entry has now. */
async function rename(entry: Found, userName: string, at: At): Promise<string> {
  if (firstPart(entry.dn)?.attribute !== 'uid' || userNameIn(entry) === userName) return entry.dn;
  const to = rdn('uid', userName);
  const code = await at.directory.rename(entry.dn, to);
  return code === Code.entryAlreadyExists ? 'taken' : below(to, parentOf(entry.dn));
}

/**
 * Attributes that differ; those whose field the wish does not name stay, and so does the one that names the entry: that
 * would be a rename, and of an entry that somebody named in their own way it is not ours to do.
 */
function profileChanges(entry: Found, { profile, userName }: Wanted, { config }: At): readonly LdapChange[] {
  const wished: (readonly [string, string | undefined, string | undefined])[] = [
    ...fieldsOf(config).map(([field, name]) => [name, profile[field], entry.values(name)[0]] as const),
    ['cn', profile.displayName, entry.values('cn').find((cn) => cn === profile.displayName)],
    ['uid', userName, userNameIn(entry)],
  ];
  const naming = firstPart(entry.dn)?.attribute;
  return wished.flatMap(([type, value, now]) => {
    if (value === undefined || value === now || type.toLowerCase() === naming) return [];
    return new LdapChange({ operation: 'replace', modification: new Attribute({ type, values: [value] }) });
  });
}

/** A success that left nothing behind is no success. */
async function seen(ref: AccountRef, at: At): Promise<Found> {
  const account = await ownAccount(ref, at);
  if (account.kind === 'ours') return account.entry;
  throw new Faulted({ kind: 'contractBreach', detail: 'made, but not to be seen' });
}

function missingGroup(grant: readonly string[], groups: Groups): Outcome | undefined {
  const missing = grant.find((entitlement) => !groups.has(entitlement));
  return missing === undefined
    ? undefined
    : { kind: 'refused', why: `${missing} cannot be granted: there is no such group` };
}

function holding(groups: Groups, entitlements: readonly string[]): readonly Group[] {
  return [...groups.values()].filter(({ holds, entitlement }) => holds && entitlements.includes(entitlement));
}

function lacking(groups: Groups, entitlements: readonly string[]): readonly Group[] {
  return [...groups.values()].filter(({ holds, entitlement }) => !holds && entitlements.includes(entitlement));
}

const spelled = (entitlements: readonly string[]): readonly string[] =>
  [...new Set(entitlements)].map((entitlement) => entitlementOf(groupName(entitlement) ?? ''));
