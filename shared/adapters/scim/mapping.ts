// Between the flat profile of a wish and a User resource (RFC 7643 4.1 and 4.3), one line a field.
import type { Profile } from '../../model/access.ts';
import { type FieldName, fields } from './fields.ts';
import type { VendorProfile } from './profiles.ts';
import { type ScimUser, schemas } from './resources.ts';

type Json = { readonly [name: string]: unknown };
type Entry = Json & { readonly value?: string | null | undefined };

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The profile as the target will hold it: only fields it knows, trimmed, empty ones left out, those it insists on made
 * up from the others. Pure and idempotent.
 */
export function spelled(profile: Profile, vendor: VendorProfile): Profile {
  const known = vendor.fields.flatMap((name) => {
    const value = (profile[name] ?? '').trim().slice(0, vendor.longest).trim();
    const shown = name === 'email' && vendor.email === 'lower-case' ? value.toLowerCase() : value;
    return shown === '' ? [] : [[name, shown] as const];
  });
  const plain: Profile = Object.fromEntries(known);
  const madeUp = vendor.required.filter((name) => !plain[name]).map((name) => [name, standIn(name, plain)] as const);
  return { ...plain, ...Object.fromEntries(madeUp) };
}

function standIn(name: FieldName, profile: Profile): string {
  const userName = profile.userName ?? '';
  const full = [profile.givenName, profile.familyName].filter(Boolean).join(' ');
  return name === 'displayName' && full !== '' ? full : userName;
}

/** The fields of our profile that a User resource shows. */
export function profileOfUser(user: ScimUser, vendor: VendorProfile): Profile {
  const shown = vendor.fields.flatMap((name) => {
    const value = shownValue(user, name);
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(shown);
}

function shownValue(user: ScimUser, name: FieldName): unknown {
  if (name === 'email') return ownEntry(user.emails)?.value;
  if (name === 'phone') return ownEntry(user.phoneNumbers)?.value;
  if (name === 'givenName' || name === 'familyName') return user.name?.[name];
  if (fields[name].startsWith(schemas.enterprise)) return (user[schemas.enterprise] as Json | undefined)?.[name];
  return user[name];
}

/** The entry of a multi-valued attribute that is ours to set: the primary one, else of type work, else the first. */
function ownEntry<E extends Json>(entries: readonly E[] | null | undefined): E | undefined {
  const all = entries ?? [];
  return all.find((entry) => entry.primary === true) ?? all.find((entry) => entry.type === 'work') ?? all[0];
}

/** The body of POST /Users. */
export function newUser(person: string, profile: Profile, vendor: VendorProfile): Json {
  const blank = { schemas: [schemas.user], externalId: person, active: true };
  return Object.entries(profile).reduce<Json>(
    (user, [name, value]) => withField(user, { name: name as FieldName, value, vendor }),
    blank,
  );
}

/** The resource with the fields set, for servers that know no PATCH. */
export function editedUser(user: Json, changed: Profile, vendor: VendorProfile): Json {
  return Object.entries(changed).reduce<Json>(
    (edited, [name, value]) => withField(edited, { name: name as FieldName, value, vendor }),
    user,
  );
}

interface FieldValue {
  readonly name: FieldName;
  readonly value: string;
  readonly vendor: VendorProfile;
}

function withField(user: Json, { name, value, vendor }: FieldValue): Json {
  const path = fields[name];
  if (name === 'email' || name === 'phone') return { ...user, [path]: withEntry(user[path], value, vendor) };
  if (path.startsWith('name.')) return { ...user, name: { ...(user.name as Json | undefined), [name]: value } };
  if (!path.startsWith(schemas.enterprise)) return { ...user, [path]: value };
  const named = new Set([...((user.schemas as readonly string[] | undefined) ?? [schemas.user]), schemas.enterprise]);
  const enterprise = { ...(user[schemas.enterprise] as Json | undefined), [name]: value };
  return { ...user, schemas: [...named], [schemas.enterprise]: enterprise };
}

/** Sets our entry and leaves the others beside it, where the target can hold more than one. */
function withEntry(entries: unknown, value: string, vendor: VendorProfile): readonly Entry[] {
  const all = (Array.isArray(entries) ? entries : []) as readonly Entry[];
  const own = ownEntry(all);
  const others = vendor.singleEmail ? [] : all.filter((entry) => entry !== own && entry.value !== value);
  return [{ type: 'work', ...own, value, primary: true }, ...others.map((entry) => ({ ...entry, primary: false }))];
}

/** One `replace` for each field whose value differs (RFC 7644 3.5.2.3). */
export function patchFor(user: ScimUser, changed: Profile, vendor: VendorProfile): readonly PatchOperation[] {
  return Object.entries(changed).map(([name, value]) => {
    const path = fields[name as FieldName];
    const multi = name === 'email' || name === 'phone';
    return { op: 'replace', path, value: multi ? withEntry(user[path], value, vendor) : value };
  });
}

/** What of the wished profile the account does not have yet. */
export function differing(user: ScimUser, wished: Profile, vendor: VendorProfile): Profile {
  const has = profileOfUser(user, vendor);
  return Object.fromEntries(Object.entries(wished).filter(([name, value]) => has[name] !== value));
}
