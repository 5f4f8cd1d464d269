// How people and groups are spelled in a directory: the attributes of a profile, the mark, the names.
import type { Profile, Wish } from '../../model/access.ts';
import type { LdapConfig } from './config.ts';
import type { Found } from './directory.ts';
import { firstPart } from './names.ts';

const MARK = 'frontdesk:';
const KIND = 'group:';

/** Profile field and attribute (RFC 2798, RFC 4519). `cn`, which every person must have, is made from these. */
const FIELDS = {
  email: 'mail',
  givenName: 'givenName',
  familyName: 'sn',
  displayName: 'displayName',
  title: 'title',
} as const;

export const markOf = (person: string): string => `${MARK}${person}`;

/** The person whose account it is; undefined for one that is not ours, or carries the marks of two. */
export function personOf(found: Found, config: LdapConfig): string | undefined {
  const marks = found.values(config.markAttribute).filter((value) => value.startsWith(MARK));
  return marks.length === 1 ? marks[0]?.slice(MARK.length) : undefined;
}

/** The `cn` of `group:<cn>`; undefined for another kind. */
export function groupName(entitlement: string): string | undefined {
  return entitlement.startsWith(KIND) && entitlement.length > KIND.length ? entitlement.slice(KIND.length) : undefined;
}

/** Names of groups are the same in every case, so there is one spelling of each. */
export const entitlementOf = (cn: string): string => `${KIND}${tidy(cn).toLowerCase()}`;

/** Case is kept, though it does not count; what no screen shows and blanks at the ends go. */
export const userNameOf = (userName: string): string => tidy(userName);

export function fieldsOf(config: LdapConfig): readonly (readonly [string, string])[] {
  return Object.entries({ ...FIELDS, ...config.attributes });
}

/** Every attribute that we read of a person. */
export function attributesOf(config: LdapConfig): readonly string[] {
  const lock = ['pwdAccountLockedTime', 'pwdEndTime'];
  return ['entryUUID', 'uid', 'cn', config.markAttribute, ...lock, ...fieldsOf(config).map(([, name]) => name)];
}

/** Spelling of each field that an entry has; all others are dropped. An empty value is none: the schema forbids it. */
export function canonicalProfile(profile: Profile, config: LdapConfig): Profile {
  const known = fieldsOf(config).map(([field]): [string, string] => [field, plain(profile[field] ?? '')]);
  const rest = known.filter(([, value]) => value !== '');
  return { userName: userNameOf(profile.userName ?? ''), ...Object.fromEntries(rest) };
}

export function canonicalWish(wish: Wish, config: LdapConfig): Wish {
  const named = wish.entitlements.map((name) => {
    const cn = groupName(name);
    return cn === undefined ? name : entitlementOf(cn);
  });
  return {
    account: wish.account,
    entitlements: [...new Set(named)].sort(),
    profile: canonicalProfile(wish.profile, config),
  };
}

export function profileOf(found: Found, config: LdapConfig): Profile {
  const fields = fieldsOf(config).map(([field, name]): [string, string | undefined] => [field, found.values(name)[0]]);
  const known = fields.filter((field): field is [string, string] => field[1] !== undefined);
  return { userName: userNameIn(found), ...Object.fromEntries(known) };
}

/** An entry may have several `uid`: the one in its name is the user name. */
export function userNameIn(found: Found): string {
  const part = firstPart(found.dn);
  return part?.attribute === 'uid' ? part.value : (found.values('uid')[0] ?? '');
}

/** The attributes of a new person; `sn` and `cn` may not be missing (RFC 4519, 3.12). */
export function attributesFor(profile: Profile, person: string, config: LdapConfig) {
  const { userName = '', displayName = userName, familyName = userName } = profile;
  const own = fieldsOf(config).flatMap(([field, name]) => {
    const value = profile[field];
    return value === undefined ? [] : [[name, [value]] as const];
  });
  return {
    objectClass: ['inetOrgPerson'],
    uid: [userName],
    cn: [displayName],
    sn: [familyName],
    ...Object.fromEntries(own),
    [config.markAttribute]: [markOf(person)],
  };
}

const plain = (value: string): string => value.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();

const tidy = (name: string): string => plain(name.normalize('NFC')).replaceAll(/\s+/gu, ' ').trim();
