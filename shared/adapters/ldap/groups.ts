// Memberships as the groups themselves hold them: `memberOf` at the person is a copy, and copies lag or were never made.
import { AndFilter, Attribute, Change, type Filter, OrFilter, PresenceFilter } from 'ldapts';
import { equal, type Looking } from './accounts.ts';
import type { Found } from './directory.ts';
import { Code, Faulted } from './faults.ts';
import { entitlementOf, groupName } from './mapping.ts';
import { dnKey, firstPart } from './names.ts';
import { ValuesReturnControl } from './values-return.ts';

export interface Group {
  readonly entitlement: string;
  readonly dn: string;
  /** Whether the person asked about is a member. */
  readonly holds: boolean;
}

const CLASS = equal('objectClass', 'groupOfNames');
const PAGE = 100;

/** The groups that `dn` is a member of, and those of `named` that exist. One search, which brings no other member along. */
export async function groupsAround(
  dn: string,
  named: readonly string[],
  at: Looking,
): Promise<ReadonlyMap<string, Group>> {
  const names = named.map((entitlement) => equal('cn', groupName(entitlement) ?? ''));
  const found = await search(new OrFilter({ filters: [equal('member', dn), ...names] }), [dn], at);
  return new Map(
    found.map((group) => {
      const entitlement = entitlementIn(group);
      return [entitlement, { entitlement, dn: group.dn, holds: group.values('member').length > 0 }];
    }),
  );
}

/** The entitlements of each of these people, sorted, by `dnKey`. One search for many. */
export async function held(dns: readonly string[], at: Looking): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (let n = 0; n < dns.length; n += PAGE) {
    const some = dns.slice(n, n + PAGE);
    const found = await search(new OrFilter({ filters: some.map((dn) => equal('member', dn)) }), some, at);
    const isKnown = new Set(some.map(dnKey));
    const isClear = found.every((group) => group.values('member').every((member) => isKnown.has(dnKey(member))));
    // The server folds a few letters in its own way: whose membership it is, it must then say itself.
    const byPerson = isClear ? holdersIn(found) : await askedOneByOne(some, at);
    for (const [key, entitlements] of byPerson) all.set(key, entitlements);
  }
  return all;
}

async function askedOneByOne(dns: readonly string[], at: Looking): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (const dn of dns) all.set(dnKey(dn), [...(await groupsAround(dn, [], at)).keys()].sort());
  return all;
}

function holdersIn(groups: readonly Found[]): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const group of groups) {
    for (const member of group.values('member')) {
      const entitlements = all.get(dnKey(member));
      if (entitlements) entitlements.push(entitlementIn(group));
      else all.set(dnKey(member), [entitlementIn(group)]);
    }
  }
  for (const entitlements of all.values()) entitlements.sort();
  return all;
}

/** Who holds what, by `dnKey`: all groups once, which is less than asking about each person. */
export async function memberships({ directory, config }: Looking): Promise<ReadonlyMap<string, readonly string[]>> {
  const attributes = ['cn', 'member'];
  const place = { base: config.groups, scope: 'one', filter: CLASS } as const;
  return holdersIn(await directory.search({ ...place, attributes, pageSize: PAGE }));
}

/** `forbidden`: our entry may not change this very group. */
export type Seated = 'done' | 'no such group' | 'forbidden';

/** Adds or takes away one member; twice is once. */
export async function setMember(
  member: { readonly group: string; readonly dn: string; readonly holds: boolean },
  { directory, config }: Looking,
): Promise<Seated> {
  const { group, dn, holds } = member;
  if (holds) return seated(await directory.modify(group, [values('add', dn)], MAY_BE));
  const code = await directory.modify(group, [values('delete', dn)], [...MAY_BE, Code.objectClassViolation]);
  if (code !== Code.objectClassViolation) return seated(code);
  // The last one: groupOfNames must not be empty (RFC 4519, 3.5).
  return seated(await directory.modify(group, [values('add', config.emptyMember), values('delete', dn)], MAY_BE));
}

/** After a rename. The refint overlay may do the same at this moment, so either half may be done already. */
export async function moveMember(
  member: { readonly group: string; readonly from: string; readonly to: string },
  { directory }: Looking,
): Promise<Seated> {
  const { group, from, to } = member;
  const code = await directory.modify(group, [values('delete', from), values('add', to)], MAY_BE);
  if (code === Code.noSuchAttribute) return seated(await directory.modify(group, [values('add', to)], MAY_BE));
  if (code === Code.attributeOrValueExists)
    return seated(await directory.modify(group, [values('delete', from)], MAY_BE));
  return seated(code);
}

/** There already, gone already, the group is gone, the group is not ours to change. */
const MAY_BE = [Code.attributeOrValueExists, Code.noSuchAttribute, Code.noSuchObject, Code.insufficientAccessRights];

function seated(code: number): Seated {
  if (code === Code.noSuchObject) return 'no such group';
  return code === Code.insufficientAccessRights ? 'forbidden' : 'done';
}

const values = (operation: 'add' | 'delete', dn: string): Change =>
  new Change({ operation, modification: new Attribute({ type: 'member', values: [dn] }) });

/** Of each group only `cn` and the members that were asked about (RFC 3876): a group may have 50,000. */
async function search(
  filter: Filter,
  dns: readonly string[],
  { directory, config }: Looking,
): Promise<readonly Found[]> {
  return directory.search({
    base: config.groups,
    scope: 'one',
    filter: new AndFilter({ filters: [CLASS, filter] }),
    attributes: ['cn', 'member'],
    control: new ValuesReturnControl([
      new PresenceFilter({ attribute: 'cn' }),
      ...dns.map((dn) => equal('member', dn)),
    ]),
  });
}

/** A group may have several `cn`: the one in its name is the entitlement. */
function entitlementIn(group: Found): string {
  const part = firstPart(group.dn);
  if (part?.attribute !== 'cn') throw new Faulted({ kind: 'unsupported', detail: 'a group whose name is no cn' });
  return entitlementOf(part.value);
}
