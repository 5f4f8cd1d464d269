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

/** A filled template in the target's characters and length, with its number; undefined where nothing is left, or nothing fits. */
export function shapedValue(filled: string, shape: Shaped, number: number): string | undefined {
  const { characters } = shape;
  const value = numbered(characters === undefined ? filled : fitted(filled, characters), number, shape);
  return value === '' ? undefined : value;
}

/**
 * The number goes before an `@`; the part before it is cut where the whole is too long, and never to nothing. What follows the `@`
 * of a unique value is an address's domain: it stays whole. Undefined where the target takes no digits, or there is no room.
 */
function numbered(value: string, number: number, { characters, maxLength, unique }: Shaped): string | undefined {
  const ending = number < 2 ? '' : String(number);
  if (characters !== undefined && fitted(ending, characters) !== ending) return undefined;
  const at = unique || number >= 2 ? value.lastIndexOf('@') : -1;
  const [name, domain] = at < 0 ? [value, ''] : [value.slice(0, at), value.slice(at)];
  if (maxLength === undefined) return `${name}${ending}${domain}`;
  const room = maxLength - ending.length - [...domain].length;
  return room < Math.min(1, name.length) ? undefined : `${cut(name, room)}${ending}${domain}`;
}

/** Counted in whole characters. */
function cut(text: string, most: number): string {
  return [...text].slice(0, most).join('');
}
