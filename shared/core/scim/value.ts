// Values as they come in, held against the attribute's description. `undefined` is "unassigned", as null and [] are.
import { type Attribute, attributeNamed } from './attribute.ts';
import { refusal } from './error.ts';

export type ScimValue = string | number | boolean | readonly ScimValue[] | ScimObject;
export interface ScimObject {
  readonly [name: string]: ScimValue;
}

/** What to do with parts that no schema knows: a whole resource may carry them (RFC 7644, section 3.3), a PATCH may not. */
type Unknown = 'ignore' | 'refuse';

const bounds = { text: 400, long: 8_000, values: 100 };
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value in the attribute's own form; refused with `invalidValue` when it is of another type or too long. */
export function readValue(attribute: Attribute, value: unknown, unknown: Unknown): ScimValue | undefined {
  if (value === null || value === undefined) return undefined;
  if (attribute.multiValued) return readMany(attribute, value, unknown);
  return readOne(attribute, value, unknown);
}

/** One value of a multi-valued attribute, or the value of a single-valued one. */
export function readOne(attribute: Attribute, value: unknown, unknown: Unknown): ScimValue | undefined {
  if (value === null || value === undefined) return undefined;
  switch (attribute.type) {
    case 'complex':
      return readParts(attribute, value, unknown);
    case 'boolean':
      return readFlag(attribute, value);
    case 'integer':
      if (!Number.isSafeInteger(value)) throw wrongType(attribute);
      return value as number;
    case 'dateTime':
      if (typeof value !== 'string' || !dateTime.test(value)) throw wrongType(attribute);
      return value;
    case 'string':
    case 'reference':
    case 'binary':
      return readText(attribute, value);
  }
}

function readText(attribute: Attribute, value: unknown): string {
  const longest = attribute.type === 'string' ? bounds.text : bounds.long;
  if (typeof value !== 'string' || !value.isWellFormed()) throw wrongType(attribute);
  if (value.includes('\0')) throw refusal('invalidValue', `"${attribute.name}" holds a NUL character`);
  if (value.length > longest) throw refusal('invalidValue', `"${attribute.name}" is longer than ${longest} characters`);
  return value;
}

/** Entra ID sends "True" and "False" as text (its known issues page). */
function readFlag(attribute: Attribute, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  if (text !== 'true' && text !== 'false') throw wrongType(attribute);
  return text === 'true';
}

function readMany(attribute: Attribute, value: unknown, unknown: Unknown): readonly ScimValue[] | undefined {
  const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  if (list.length > bounds.values) throw tooMany(attribute);
  const read = list.map((one) => readOne(attribute, one, unknown)).filter((one) => one !== undefined);
  const distinct = read.filter((one, at) => read.findIndex((other) => isSame(other, one)) === at);
  if (distinct.filter(isPrimary).length > 1)
    throw refusal('invalidValue', `"${attribute.name}" has more than one primary value`);
  return distinct.length > 0 ? distinct : undefined;
}

export function tooMany(attribute: Attribute) {
  return refusal('invalidValue', `"${attribute.name}" has more than ${bounds.values} values`);
}

/** Clients shorten: a bare id for `{value: id}`, a list of one for the one (Entra ID's manager). */
function readParts(attribute: Attribute, value: unknown, unknown: Unknown): ScimObject | undefined {
  const parts = attribute.subAttributes ?? [];
  if (Array.isArray(value) && value.length <= 1 && !attribute.multiValued)
    return value.length === 0 ? undefined : readParts(attribute, value[0], unknown);
  const short = attributeNamed(parts, 'value');
  if (typeof value === 'string' && short) return value === '' ? undefined : { value: readText(short, value) };
  if (!isObject(value)) throw wrongType(attribute);
  const read = readAttributes(parts, value, unknown);
  return Object.keys(read).length > 0 ? read : undefined;
}

/** The known, writable attributes of an object under their proper names; what the client cannot set is left out. */
export function readAttributes(attributes: readonly Attribute[], from: object, unknown: Unknown): ScimObject {
  const read: { [name: string]: ScimValue } = {};
  const seen = new Set<string>();
  for (const [key, given] of Object.entries(from)) {
    const attribute = attributeNamed(attributes, key);
    if (!attribute) {
      if (unknown === 'refuse')
        throw refusal('invalidPath', 'the value names an attribute that the schema does not have');
      continue;
    }
    if (seen.has(attribute.name)) throw refusal('invalidSyntax', `"${attribute.name}" is given twice`);
    seen.add(attribute.name);
    if (attribute.mutability !== 'readWrite') continue;
    const value = readValue(attribute, given, unknown);
    if (value !== undefined) read[attribute.name] = value;
  }
  return read;
}

export function isPrimary(value: ScimValue): boolean {
  return isObject(value) && value.primary === true;
}

/** Equal whatever the order of names. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => isSame(one, b[at]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
  );
}

function wrongType(attribute: Attribute) {
  return refusal('invalidValue', `"${attribute.name}" has a value of the wrong type`);
}
