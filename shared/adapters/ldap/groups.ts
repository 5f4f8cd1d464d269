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

/** The entitlements of each of these people, sorted, by `dnKey`. */
export async function held(dns: readonly string[], at: Looking): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map(dns.map((dn) => [dnKey(dn), new Set<string>()]));
  for (let n = 0; n < dns.length; n += PAGE) {
    const some = dns.slice(n, n + PAGE);
    const found = await search(new OrFilter({ filters: some.map((dn) => equal('member', dn)) }), some, at);
    for (const group of found) {
      for (const member of group.values('member')) {
        const set = all.get(dnKey(member));
        if (!set) throw new Faulted({ kind: 'contractBreach', detail: 'a member that was not asked for' });
        set.add(entitlementIn(group));
      }
    }
  }
  return new Map([...all].map(([key, set]) => [key, [...set].sort()]));
}

/** Who holds what, by `dnKey`: all groups once, which is less than asking about each person. */
export async function memberships({ directory, config }: Looking): Promise<ReadonlyMap<string, readonly string[]>> {
  const all = new Map<string, string[]>();
  const attributes = ['cn', 'member'];
  const groups = await directory.search({
    base: config.groups,
    scope: 'one',
    filter: CLASS,
    attributes,
    pageSize: PAGE,
  });
  for (const group of groups) {
    for (const member of group.values('member')) {
      const key = dnKey(member);
      all.set(key, [...(all.get(key) ?? []), entitlementIn(group)].sort());
    }
  }
  return all;
}

/** Adds or takes away one member; twice is once. False when there is no such group. */
export async function setMember(
  member: { readonly group: string; readonly dn: string; readonly holds: boolean },
  { directory, config }: Looking,
): Promise<boolean> {
  const { group, dn, holds } = member;
  if (holds) return exists(await directory.modify(group, [values('add', dn)], ADDED));
  const code = await directory.modify(group, [values('delete', dn)], REMOVED);
  if (code !== Code.objectClassViolation) return exists(code);
  // The last one: groupOfNames must not be empty (RFC 4519, 3.5).
  const changes = [values('add', config.emptyMember), values('delete', dn)];
  return exists(await directory.modify(group, changes, [Code.noSuchAttribute, Code.noSuchObject]));
}

/** After a rename. The refint overlay may do the same at this moment, so either half may be done already. */
export async function moveMember(
  member: { readonly group: string; readonly from: string; readonly to: string },
  { directory }: Looking,
): Promise<void> {
  const { group, from, to } = member;
  const both = [values('delete', from), values('add', to)];
  const code = await directory.modify(group, both, [Code.noSuchAttribute, Code.attributeOrValueExists]);
  if (code === Code.noSuchAttribute) await directory.modify(group, [values('add', to)], ADDED);
  if (code === Code.attributeOrValueExists) await directory.modify(group, [values('delete', from)], REMOVED);
}

const ADDED = [Code.attributeOrValueExists, Code.noSuchObject];
const REMOVED = [Code.noSuchAttribute, Code.noSuchObject, Code.objectClassViolation];

const exists = (code: number): boolean => code !== Code.noSuchObject;

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
