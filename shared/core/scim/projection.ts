// `attributes` and `excludedAttributes` (RFC 7644, section 3.9): id and schemas are always shown.
import type { ResourceType } from './attribute.ts';
import { refusal } from './error.ts';
import { extensionNamed, type Location, locate } from './location.ts';
import { isObject, type ScimObject, type ScimValue } from './value.ts';

export interface Projection {
  readonly mode: 'all' | 'only' | 'without';
  readonly places: readonly Location[];
  readonly extensions: readonly string[];
}

/** Reads the two parameters; names that the resource does not have are ignored. */
export function readProjection(type: ResourceType, only: string | null, without: string | null): Projection {
  if (only !== null && without !== null)
    throw refusal('invalidValue', '"attributes" and "excludedAttributes" exclude each other');
  const names = (only ?? without ?? '').split(',').map((name) => name.trim());
  return {
    mode: only !== null ? 'only' : without !== null ? 'without' : 'all',
    places: names.flatMap((name) => locate(type, name) ?? []),
    extensions: names.flatMap((name) => extensionNamed(type, name) ?? []),
  };
}

/** What is shown of a resource. */
export function project(resource: ScimObject, { mode, places, extensions }: Projection): ScimObject {
  if (mode === 'all') return resource;
  const { schemas = [], id = '' } = resource;
  const shown = mode === 'only' ? picked(resource, places, extensions) : dropped(resource, places, extensions);
  return { schemas, id, ...shown };
}

function picked(resource: ScimObject, places: readonly Location[], extensions: readonly string[]): ScimObject {
  const whole = extensions.flatMap((urn) => (resource[urn] === undefined ? [] : [[urn, resource[urn]] as const]));
  return places.reduce<ScimObject>(
    (shown, place) => merged(shown, narrowed(resource, place)),
    Object.fromEntries(whole),
  );
}

function narrowed(resource: ScimObject, { extension, attribute, sub }: Location): ScimObject {
  const holder = extension === undefined ? resource : resource[extension];
  const value = isObject(holder) ? (holder[attribute.name] as ScimValue | undefined) : undefined;
  const part =
    value === undefined || !sub
      ? value
      : eachOf(value, (one) => (one[sub.name] === undefined ? {} : { [sub.name]: one[sub.name] as ScimValue }));
  if (part === undefined) return {};
  const own = { [attribute.name]: part };
  return extension === undefined ? own : { [extension]: own };
}

function dropped(resource: ScimObject, places: readonly Location[], extensions: readonly string[]): ScimObject {
  const kept = Object.fromEntries(Object.entries(resource).filter(([name]) => !extensions.includes(name)));
  return places.reduce<ScimObject>((shown, place) => without(shown, place), kept);
}

function without(shown: ScimObject, { extension, attribute, sub }: Location): ScimObject {
  const holder = extension === undefined ? shown : shown[extension];
  if (!isObject(holder) || holder[attribute.name] === undefined || attribute.returned === 'always') return shown;
  const value = holder[attribute.name] as ScimValue;
  const { [attribute.name]: _gone, ...others } = holder as ScimObject;
  const after = sub ? { ...others, [attribute.name]: eachOf(value, ({ [sub.name]: _part, ...rest }) => rest) } : others;
  return extension === undefined ? after : { ...shown, [extension]: after };
}

function eachOf(value: ScimValue, change: (one: ScimObject) => ScimObject): ScimValue {
  if (Array.isArray(value)) return (value as readonly ScimValue[]).map((one) => eachOf(one, change));
  return isObject(value) ? change(value as ScimObject) : value;
}

function merged(a: ScimObject, b: ScimObject): ScimObject {
  const both = Object.entries(b).map(([name, value]) => [name, mergedValue(a[name], value)] as const);
  return { ...a, ...Object.fromEntries(both) };
}

function mergedValue(a: ScimValue | undefined, b: ScimValue): ScimValue {
  if (Array.isArray(a) && Array.isArray(b)) return b.map((one, at) => mergedValue(a[at], one));
  return isObject(a) && isObject(b) ? merged(a as ScimObject, b as ScimObject) : b;
}
