// One change at a SCIM target: find the account, bring it to the wish, join and leave groups one by one.
import type { AccountRef } from '../../model/access.ts';
import type { Change, Outcome } from '../../ports/adapter.ts';
import { Faulted } from './faults.ts';
import { type GroupLine, groupIds, heldBy, joinGroup, leaveGroup } from './groups.ts';
import { spelled } from './mapping.ts';
import type { ScimUser } from './resources.ts';
import { changeUser, createUser, type Found, findUser, removeUser } from './users.ts';

/** Brings about one change. Throws `Faulted`. */
export async function bringAbout(line: GroupLine, change: Change): Promise<Outcome> {
  switch (change.kind) {
    case 'ensure':
      return await ensure(line, change);
    case 'suspend':
      return await suspend(line, change);
    case 'remove':
      return await remove(line, change.ref);
  }
}

/** Looks all groups up before it makes anything; leaves groups before it lets the account in again; joins last. */
async function ensure(line: GroupLine, change: Extract<Change, { kind: 'ensure' }>): Promise<Outcome> {
  const grant = await groupIds(line, change.grant, { mustExist: true });
  const profile = spelled(change.profile, line.vendor);
  const there = await ours(line, change.ref);
  const made = there ? undefined : await createUser(line, change.ref.person, profile);
  const user = made ?? there ?? (await madeMeanwhile(line, change.ref));
  const held = new Set(made ? [] : (await heldBy(line, [user])).get(user.id));
  const left = await leave(
    line,
    user,
    change.revoke.filter((entitlement) => held.has(entitlement)),
  );
  const moved = made ? true : await changeUser(line, user, { active: true, profile });
  const joining = [...grant].filter(([entitlement]) => !held.has(entitlement));
  for (const [, groupId] of joining) await joinGroup(line, groupId, user.id);
  return { kind: left || moved || joining.length > 0 ? 'changed' : 'already', remoteId: user.id };
}

/** Shuts the account before it leaves groups. */
async function suspend(line: GroupLine, change: Extract<Change, { kind: 'suspend' }>): Promise<Outcome> {
  const found = await findUser(line, change.ref);
  if (found.kind !== 'ours') return notOurs(change.ref, found);
  const { user } = found;
  const shut = await changeUser(line, user, { active: false, profile: {} });
  const held = new Set((await heldBy(line, [user])).get(user.id));
  const left = await leave(
    line,
    user,
    change.revoke.filter((entitlement) => held.has(entitlement)),
  );
  return { kind: shut || left ? 'changed' : 'already', remoteId: user.id };
}

async function remove(line: GroupLine, ref: AccountRef): Promise<Outcome> {
  const found = await findUser(line, ref);
  if (found.kind !== 'ours') return notOurs(ref, found);
  return { kind: (await removeUser(line, found.user)) ? 'changed' : 'already', remoteId: found.user.id };
}

async function leave(line: GroupLine, user: ScimUser, entitlements: readonly string[]): Promise<boolean> {
  const ids = await groupIds(line, entitlements, { mustExist: false });
  for (const [, groupId] of ids) await leaveGroup(line, groupId, user.id);
  return ids.size > 0;
}

/** Our account of this person, or undefined when the name is free. A foreign one is a conflict. */
async function ours(line: GroupLine, ref: AccountRef): Promise<ScimUser | undefined> {
  const found = await findUser(line, ref);
  if (found.kind === 'foreign') throw new Faulted({ kind: 'conflict', detail: 'the account is not ours' });
  return found.kind === 'ours' ? found.user : undefined;
}

/** The name was taken between our look and our create: by us in another call, or by somebody else. */
async function madeMeanwhile(line: GroupLine, ref: AccountRef): Promise<ScimUser> {
  const user = await ours(line, { person: ref.person, userName: ref.userName });
  if (!user) throw new Faulted({ kind: 'conflict', detail: 'said to exist, and not shown' });
  return user;
}

/** Nobody of that mark is there: fine, unless the very account we know by its id has lost our mark. */
function notOurs(ref: AccountRef, found: Exclude<Found, { kind: 'ours' }>): Outcome {
  if (found.kind === 'foreign' && found.user.id === ref.remoteId)
    return { kind: 'fault', fault: { kind: 'conflict', detail: 'the account has lost our mark' } };
  return { kind: 'already' };
}
