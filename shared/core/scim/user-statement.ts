// What a user resource says of a person: the statement that goes to the inbox with each accepted change.
import type { SourceEvent, Turn } from '../../model/event.ts';
import type { Resource } from './resource.ts';
import { enterpriseUrn } from './user-type.ts';
import { isObject, type ScimObject, type ScimValue } from './value.ts';

/** A user as stored: the resource, and each time that `active` turned. */
export interface User extends Resource {
  readonly turns: readonly Turn[];
}

const mostTurns = 16;
/** Entra ID puts the object id before the name of a deleted user, so that the name is free again. */
const tombstone = /^[0-9a-f]{32}(.+@.+)$/i;

export function isActive(content: ScimObject): boolean {
  return content.active !== false;
}

/** The turns after a change of `active` at `at`; the newest are kept. */
export function turnsAfter(turns: readonly Turn[], status: 'active' | 'left', at: number): readonly Turn[] {
  if (turns.at(-1)?.status === status) return turns;
  return [...turns, { status, at: { instant: new Date(at).toISOString() } }].slice(-mostTurns);
}

/**
 * The event of a user's present version: the whole truth as this source knows it. The subject is the resource's id, which
 * never changes; the version is the time of the change, which rises with each version. A name that Entra ID marked as deleted is not told as a rename.
 */
export function userEvent(user: User): SourceEvent {
  const at = new Date(user.modified).toISOString();
  return {
    vendorId: `${user.id}.${user.version}`,
    subject: user.id,
    leaves: user.turns.at(-1)?.status === 'left',
    occurredAt: at,
    statement: {
      whole: true,
      version: user.modified,
      at: { instant: at },
      attributes: told(user.content),
      turns: [...user.turns],
    },
  };
}

/** The event of a deletion: the person leaves; what was known of them stays known. */
export function departure(user: User, at: number): SourceEvent {
  const turns = turnsAfter(user.turns, 'left', at);
  return userEvent({ ...user, version: user.version + 1, modified: at, turns });
}

/** Attributes under the names that policies use; parts without a value are left out. */
function told(content: ScimObject): { [name: string]: string } {
  const name = asObject(content.name);
  const extension = asObject(content[enterpriseUrn]);
  const simple = {
    userName: nameOf(content),
    externalId: content.externalId,
    displayName: content.displayName ?? name.formatted,
    givenName: name.givenName,
    middleName: name.middleName,
    familyName: name.familyName,
    nickName: content.nickName,
    title: content.title,
    employmentType: content.userType,
    preferredLanguage: content.preferredLanguage,
    locale: content.locale,
    zone: content.timezone,
    email: chosen(content.emails, 'work'),
    phone: chosen(content.phoneNumbers, 'work'),
    employeeNumber: extension.employeeNumber,
    costCenter: extension.costCenter,
    organization: extension.organization,
    division: extension.division,
    department: extension.department,
    manager: asObject(extension.manager).value,
  };
  const texts = Object.entries(simple).filter((entry): entry is [string, string] => isToldText(entry[1]));
  return Object.fromEntries(texts);
}

function isToldText(value: ScimValue | undefined): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function nameOf(content: ScimObject): ScimValue | undefined {
  const { userName } = content;
  const marked = typeof userName === 'string' && !isActive(content) ? tombstone.exec(userName)?.[1] : undefined;
  return marked ?? userName;
}

/** The primary value, else the one of the type, else the first. */
function chosen(values: ScimValue | undefined, type: string): ScimValue | undefined {
  const list = Array.isArray(values) ? (values as readonly ScimValue[]).map(asObject) : [];
  const best =
    list.find(({ primary }) => primary === true) ??
    list.find((one) => typeof one.type === 'string' && one.type.toLowerCase() === type) ??
    list[0];
  return best?.value;
}

function asObject(value: ScimValue | undefined): ScimObject {
  return isObject(value) ? (value as ScimObject) : {};
}
