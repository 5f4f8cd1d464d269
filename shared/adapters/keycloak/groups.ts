// Groups have ids of their own: a path is looked up, all of a user's groups and all of a group's members are paged.
import * as z from 'zod';
import { Faulted } from './faults.ts';
import { entitlementOf } from './mapping.ts';
import { type Looking, userPath } from './users.ts';

const Group = z.looseObject({
  id: z.string().min(1),
  path: z.string().startsWith('/'),
  subGroupCount: z.number().optional(),
});
type Group = z.infer<typeof Group>;
const Member = z.looseObject({ id: z.string().min(1) });

const PAGE = 100;
const MOST_PAGES = 10_000;

/** The id of a group path; undefined when there is no such group. One call. */
export async function groupIdOf(path: string, { client, signal }: Looking): Promise<string | undefined> {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const { status, body } = await client.call({
    method: 'GET',
    path: `/group-by-path/${encoded}`,
    expects: [404],
    signal,
  });
  return status === 404 ? undefined : Group.parse(body).id;
}

/** Entitlement and id of every group that the user is a direct member of. */
export async function groupsOf(userId: string, at: Looking): Promise<ReadonlyMap<string, string>> {
  const groups = await paged(userPath(userId, '/groups?briefRepresentation=true&'), Group, at);
  return new Map(groups.map((group) => [entitlementOf(group.path), group.id]));
}

/** Who holds what, for a scan: fewer calls than to ask every user. By user id, sorted. */
export async function memberships(at: Looking): Promise<ReadonlyMap<string, readonly string[]>> {
  const held = new Map<string, string[]>();
  for (const group of await allGroups('/groups?', at)) {
    const path = `/groups/${encodeURIComponent(group.id)}/members?briefRepresentation=true&`;
    for (const { id } of await paged(path, Member, at)) {
      held.set(id, [...(held.get(id) ?? []), entitlementOf(group.path)].sort());
    }
  }
  return held;
}

export async function setMember(
  member: { readonly userId: string; readonly groupId: string; readonly holds: boolean },
  { client, signal }: Looking,
): Promise<void> {
  const path = userPath(member.userId, `/groups/${encodeURIComponent(member.groupId)}`);
  const expects = member.holds ? [] : [404];
  await client.call({ method: member.holds ? 'PUT' : 'DELETE', path, expects, signal });
}

/** Subgroups come on a list of their own (since 23). */
async function allGroups(path: string, at: Looking): Promise<readonly Group[]> {
  const here = await paged(path, Group, at);
  const all: Group[] = [];
  for (const group of here) {
    all.push(group);
    if (group.subGroupCount) all.push(...(await allGroups(`/groups/${encodeURIComponent(group.id)}/children?`, at)));
  }
  return all;
}

/** A whole list; ends at the first page that is not full. */
async function paged<Item extends { readonly id: string }>(
  path: string,
  kind: z.ZodType<Item>,
  { client, signal }: Looking,
): Promise<readonly Item[]> {
  const found = new Map<string, Item>();
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { body } = await client.call({ method: 'GET', path: `${path}first=${page * PAGE}&max=${PAGE}`, signal });
    const items = z.array(kind).parse(body);
    for (const item of items) found.set(item.id, item);
    if (items.length < PAGE) return [...found.values()];
  }
  throw new Faulted({ kind: 'contractBreach', detail: 'a list without end' });
}
