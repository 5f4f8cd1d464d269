// Groups as entitlements: found by name, joined and left one member at a time, so that no other member is touched.
import { Faulted } from './faults.ts';
import { itemOf, matching, wholeList } from './lists.ts';
import { ScimGroup, type ScimUser, schemas } from './resources.ts';
import { accept, type Line } from './users.ts';

const KIND = 'group:';

/** `names` remembers ids of groups for the life of the connection. */
export interface GroupLine extends Line {
  readonly names: Map<string, string>;
  readonly createGroups: boolean;
}

/** Ids of the groups of these entitlements; one that is not there is left out or, with `mustExist`, made or a fault. */
export async function groupIds(
  line: GroupLine,
  entitlements: readonly string[],
  { mustExist }: { readonly mustExist: boolean },
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const entitlement of entitlements) {
    const name = entitlement.slice(KIND.length);
    const known = line.names.get(name) ?? (await lookUp(line, name));
    const id = known ?? (mustExist && line.createGroups ? await createGroup(line, name) : undefined);
    if (!id && mustExist) throw new Faulted({ kind: 'invalid', field: 'entitlements', detail: 'no such group' });
    if (!id) continue;
    line.names.set(name, id);
    ids.set(entitlement, id);
  }
  return ids;
}

async function lookUp(line: GroupLine, name: string): Promise<string | undefined> {
  const list = { ...line, path: '/Groups', query: { excludedAttributes: 'members' }, item: ScimGroup };
  const groups = line.vendor.findsGroups
    ? await matching(list, {
        attribute: 'displayName',
        value: name,
        isSame: (group) => group.displayName.toLowerCase() === name.toLowerCase(),
      })
    : await wholeList(list);
  const named = groups.filter((group) => group.displayName === name);
  if (named.length > 1) throw new Faulted({ kind: 'invalid', field: 'entitlements', detail: 'several of one name' });
  return named[0]?.id;
}

async function createGroup({ client, signal }: GroupLine, displayName: string): Promise<string> {
  const body = { schemas: [schemas.group], displayName };
  const reply = await client.call({ method: 'POST', path: '/Groups', body, signal });
  accept(reply);
  return itemOf(ScimGroup, reply.body).id;
}

/** The entitlements each of these users holds, sorted. */
export async function heldBy(line: Line, users: readonly ScimUser[]): Promise<ReadonlyMap<string, readonly string[]>> {
  if (users.length === 0) return new Map();
  const { membership } = line.vendor;
  const list = { ...line, path: '/Groups', item: ScimGroup };
  if (membership === 'on-user') return new Map(users.map((user) => [user.id, shownOn(user)]));
  if (membership === 'on-group') return shownOnGroups(users, await wholeList(list));
  const held = new Map<string, readonly string[]>();
  for (const { id } of users)
    held.set(id, named(await matching(list, { attribute: 'members.value', value: id, isSame: () => true })));
  return held;
}

/** RFC 7643 4.1.2: `groups` is read-only and shows the name as `display`. */
function shownOn(user: ScimUser): readonly string[] {
  return (user.groups ?? []).map((group) => `${KIND}${group.display ?? group.value}`).sort();
}

function shownOnGroups(
  users: readonly ScimUser[],
  groups: readonly ScimGroup[],
): ReadonlyMap<string, readonly string[]> {
  const withIds = groups.map((group) => ({ group, ids: new Set((group.members ?? []).map(({ value }) => value)) }));
  const groupsOf = (id: string) => withIds.filter(({ ids }) => ids.has(id)).map(({ group }) => group);
  return new Map(users.map((user) => [user.id, named(groupsOf(user.id))]));
}

function named(groups: readonly ScimGroup[]): readonly string[] {
  return groups.map((group) => `${KIND}${group.displayName}`).sort();
}

/** Adds this one member. */
export async function joinGroup(line: GroupLine, groupId: string, value: string): Promise<void> {
  await changeGroup(line, groupId, {
    patch: { op: 'add', path: 'members', value: [{ value }] },
    edit: (group) => ({ ...group, members: [...(group.members ?? []), { value }] }),
  });
}

/** Removes this one member. */
export async function leaveGroup(line: GroupLine, groupId: string, value: string): Promise<void> {
  const byFilter = { op: 'remove', path: `members[value eq ${JSON.stringify(value)}]` };
  const byValue = { op: 'remove', path: 'members', value: [{ value }] };
  await changeGroup(line, groupId, {
    patch: line.vendor.removesMember === 'by-filter' ? byFilter : byValue,
    edit: (group) => ({ ...group, members: (group.members ?? []).filter((member) => member.value !== value) }),
  });
}

/** PATCH, or GET, edit and PUT back. A group that is gone is forgotten, so that the next try looks it up again. */
async function changeGroup(
  line: GroupLine,
  groupId: string,
  change: { readonly patch: object; edit(group: ScimGroup): ScimGroup },
): Promise<void> {
  const { client, vendor, signal, names } = line;
  const path = `/Groups/${encodeURIComponent(groupId)}`;
  const body = { schemas: [schemas.patch], Operations: [change.patch] };
  const reply =
    vendor.edits === 'patch'
      ? await client.call({ method: 'PATCH', path, body, signal })
      : await putBack(line, path, change.edit);
  if (reply.status === 404) for (const [name, id] of names) if (id === groupId) names.delete(name);
  accept(reply);
}

async function putBack({ client, vendor, signal }: GroupLine, path: string, edit: (group: ScimGroup) => ScimGroup) {
  const read = await client.call({ method: 'GET', path, signal });
  if (read.status === 404) return read;
  const group = itemOf(ScimGroup, read.body);
  const ifMatch = vendor.etag ? (group.meta?.version ?? undefined) : undefined;
  return await client.call({ method: 'PUT', path, body: edit(group), ifMatch, signal });
}
