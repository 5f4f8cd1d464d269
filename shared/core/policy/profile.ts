// An account's profile from attributes, within what the target takes.
import type { Field, Mapping, Shaped } from '../../model/policy/mapping.ts';
import { fitted } from './characters.ts';
import { type AttributeValues, attributeOf } from './subject.ts';

export interface ProfileOf {
  readonly attributes: AttributeValues;
  readonly isOn: (flag: string) => boolean;
  /** By field, which number the person has where another one came first. */
  readonly numbers?: { readonly [field: string]: number };
}

/** Fills the templates; a field that names a missing attribute is left out. Sorted by field name. */
export function profileOf(
  mapping: Mapping | { readonly [field: string]: Field },
  of: ProfileOf,
): { readonly [field: string]: string } {
  const { numbers = {} } = of;
  const fields = Object.entries(mapping).flatMap(([field, shape]) => {
    const shaped = shapeOf(shape, of.isOn);
    const number = Object.hasOwn(numbers, field) ? numbers[field] : undefined;
    const value = shaped && valueFor(shaped, of.attributes, number ?? 1);
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The alternative that holds: without a flag, or with one that is on. */
export function shapeOf(field: Field, isOn: (flag: string) => boolean): Shaped | undefined {
  return shapesOf(field).find(({ flag }) => flag === undefined || isOn(flag));
}

/** All alternatives of a field, in their order. */
export function shapesOf(field: Field): readonly Shaped[] {
  if (typeof field === 'string') return [{ template: field }];
  return Array.isArray(field) ? field : [field];
}

/** The value with a number, from 2 on, in the target's own characters and length; undefined where an attribute is missing. */
export function valueFor(shape: Shaped, attributes: AttributeValues, number: number): string | undefined {
  let missing = false;
  const filled = shape.template.replaceAll(/\{([a-zA-Z][a-zA-Z0-9_.]*)\}/g, (_, name: string) => {
    const found = attributeOf(attributes, name);
    if (found === undefined) missing = true;
    return found ?? '';
  });
  return missing ? undefined : shapedValue(filled, shape, number);
}

/** A filled template in the target's characters and length, with its number; undefined where nothing is left. */
export function shapedValue(filled: string, { characters, maxLength }: Shaped, number: number): string | undefined {
  const value = numbered(characters === undefined ? filled : fitted(filled, characters), number, maxLength);
  return value === '' ? undefined : value;
}

/** The number goes before an `@`; the part before it is cut where the whole is too long. */
function numbered(value: string, number: number, maxLength: number | undefined): string {
  if (number < 2) return cut(value, maxLength);
  const at = value.lastIndexOf('@');
  const [name, domain] = at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at)];
  const ending = `${number}${domain}`;
  return `${cut(name, maxLength && Math.max(1, maxLength - [...ending].length))}${ending}`;
}

/** Counted in whole characters. */
function cut(text: string, maxLength: number | undefined): string {
  return maxLength === undefined ? text : [...text].slice(0, maxLength).join('');
}
