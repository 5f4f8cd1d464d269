// One change to a single-valued attribute, simple or with parts. For these add and replace are the same.
import type { Verb } from './operation.ts';
import type { Path } from './path.ts';
import { isObject, readOne, type ScimObject, type ScimValue } from './value.ts';

export interface Change {
  readonly verb: Verb;
  readonly path: Path;
  readonly value?: unknown;
}

/** The holder (core content or an extension) after the change. */
export function patchOne(holder: ScimObject, { verb, path, value }: Change): ScimObject {
  const { attribute, sub } = path;
  const before = holder[attribute.name];
  const given = verb === 'remove' ? undefined : readOne(sub ?? attribute, value, 'refuse');
  if (sub) return assigned(holder, attribute.name, assigned(asObject(before), sub.name, given));
  // Parts that are not named stay as they are (RFC 7644, section 3.5.2.3); parts given as null go. But another
  // `value` is another thing: what was said of the one before (`$ref`) does not hold for it.
  const merges = isObject(given) && isObject(before) && (given.value === undefined || given.value === before.value);
  return assigned(holder, attribute.name, merges ? { ...withoutNulls(before, value), ...asObject(given) } : given);
}

/** The object with the value under the name, or without the name when there is none. */
export function assigned(object: ScimObject, name: string, value: ScimValue | undefined): ScimObject {
  const { [name]: _before, ...others } = object;
  return value === undefined || (isObject(value) && Object.keys(value).length === 0)
    ? others
    : { ...others, [name]: value };
}

function withoutNulls(before: ScimObject, value: unknown): ScimObject {
  if (!isObject(value)) return before;
  const nulls = Object.entries(value).flatMap(([name, given]) => (given === null ? [name.toLowerCase()] : []));
  return Object.fromEntries(Object.entries(before).filter(([name]) => !nulls.includes(name.toLowerCase())));
}

export function asObject(value: ScimValue | undefined): ScimObject {
  return isObject(value) ? (value as ScimObject) : {};
}
