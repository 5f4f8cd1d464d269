// How people are spelled in Keycloak: the user representation, the mark, and the characters that a realm takes.
import * as z from 'zod';
import type { Profile, Wish } from '../../model/access.ts';
import type { KeycloakConfig } from './config.ts';

/** The user attribute that names the person whose account it is; ours alone carry it. */
export const MARK = 'frontdeskPerson';
const KIND = 'group:';

/** Only what we read; everything else is kept as it came, because a PUT replaces the whole (see README). */
export const User = z.looseObject({
  id: z.string().min(1),
  username: z.string(),
  enabled: z.boolean(),
  email: z.string().optional(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
});
export type User = z.infer<typeof User>;

export const personOf = (user: User): string | undefined => user.attributes?.[MARK]?.[0];

/** `group:<path>` without the leading slash; undefined for another kind. */
export function groupPath(entitlement: string): string | undefined {
  return entitlement.startsWith(KIND) && entitlement.length > KIND.length ? entitlement.slice(KIND.length) : undefined;
}

export const entitlementOf = (path: string): string => `${KIND}${path.replace(/^\//, '')}`;

/**
 * Keycloak stores user names in lower case. What it refuses (measured on 26.7: blanks, control characters and these) becomes
 * `_`; two people with one result are a `conflict`. Letters that are not Latin stay, and the realm says `invalid`.
 */
export function userNameOf(userName: string): string {
  return userName
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s\p{C}!"#$%&'()*,/:;<=>?[\\\]^`{|}~§]/gu, '_');
}

/** A person's name without the characters that `person-name-prohibited-characters` refuses (measured on 26.7). */
function personName(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}!"#$%&()*/;<=>?[\\\]^{|}~§]/gu, '');
  return plain.replaceAll(/\s+/gu, ' ').trim().slice(0, 255).trim();
}

/** Spelling of each field that a user has; all others are dropped, since the realm would drop them in silence. */
export function canonicalProfile(profile: Profile, config: KeycloakConfig): Profile {
  const { userName = '', email, givenName, familyName } = profile;
  const known: [string, string | undefined][] = [
    ['userName', userNameOf(userName)],
    ['email', email?.trim().toLowerCase()],
    ['givenName', givenName && personName(givenName)],
    ['familyName', familyName && personName(familyName)],
    ...Object.keys(config.attributes).map((name): [string, string | undefined] => [name, profile[name]]),
  ];
  return Object.fromEntries(
    known.filter((field): field is [string, string] => Boolean(field[1]) || field[0] === 'userName'),
  );
}

export function canonicalWish(wish: Wish, config: KeycloakConfig): Wish {
  const entitlements = [...new Set(wish.entitlements.map((name) => name.replace(/^group:\/+/, KIND)))].sort();
  return { account: wish.account, entitlements, profile: canonicalProfile(wish.profile, config) };
}

export function profileOf(user: User, config: KeycloakConfig): Profile {
  const fields: [string, string | undefined][] = [
    ['userName', user.username],
    ['email', user.email],
    ['givenName', user.firstName],
    ['familyName', user.lastName],
    ...Object.entries(config.attributes).map(([name, own]): [string, string | undefined] => [
      name,
      user.attributes?.[own]?.[0],
    ]),
  ];
  return Object.fromEntries(fields.filter((field): field is [string, string] => field[1] !== undefined));
}

/** The representation with the profile written into it; fields that the profile does not name stay. */
export function written(profile: Profile, user: Partial<User>, config: KeycloakConfig): Partial<User> {
  const own = Object.entries(config.attributes).flatMap(([name, attribute]) => {
    const value = profile[name];
    return value === undefined ? [] : [[attribute, [value]] satisfies [string, string[]]];
  });
  return {
    ...user,
    ...(profile.userName === undefined ? {} : { username: profile.userName }),
    ...(profile.email === undefined ? {} : { email: profile.email }),
    ...(profile.givenName === undefined ? {} : { firstName: profile.givenName }),
    ...(profile.familyName === undefined ? {} : { lastName: profile.familyName }),
    attributes: { ...user.attributes, ...Object.fromEntries(own) },
  };
}
