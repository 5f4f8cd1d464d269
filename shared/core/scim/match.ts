// Whether a resource satisfies a filter. Of several values one is enough.
import type { Attribute } from './attribute.ts';
import type { Filter } from './filter.ts';
import type { Location } from './location.ts';
import type { Operand, Operator } from './operand.ts';
import { isObject, type ScimObject, type ScimValue } from './value.ts';

/** Text that differs only in case or in Unicode composition is the same where case does not count. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** `resource` as `present` shows it, or one value of a multi-valued attribute. */
export function matches(filter: Filter, resource: ScimObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((one) => matches(one, resource));
    case 'or':
      return filter.of.some((one) => matches(one, resource));
    case 'not':
      return !matches(filter.of, resource);
    case 'present':
      return valuesAt(filter.at, resource).some(isPresent);
    case 'within':
      return valuesAt(filter.at, resource).some((one) => isObject(one) && matches(filter.of, one as ScimObject));
    case 'compare':
      return compares(filter, valuesAt(filter.at, resource));
  }
}

/** Every value at a place; none when unassigned. */
function valuesAt({ extension, attribute, sub }: Location, resource: ScimObject): readonly ScimValue[] {
  const holder = extension === undefined ? resource : resource[extension];
  const found = isObject(holder) && Object.hasOwn(holder, attribute.name) ? holder[attribute.name] : undefined;
  const values = listOf(found as ScimValue | undefined);
  if (!sub) return values;
  return values.flatMap((one) => (isObject(one) && one[sub.name] !== undefined ? [one[sub.name] as ScimValue] : []));
}

function listOf(value: ScimValue | undefined): readonly ScimValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly ScimValue[]) : [value];
}

function isPresent(value: ScimValue): boolean {
  return value !== '' && (!isObject(value) || Object.keys(value).length > 0);
}

function compares(filter: Filter & { kind: 'compare' }, values: readonly ScimValue[]): boolean {
  const { at, operator, value } = filter;
  if (value === null) return values.some(isPresent) === (operator === 'ne');
  const attribute = at.sub ?? at.attribute;
  const wanted = comparableForm(attribute, value);
  const some = (as: Operator) => values.some((one) => holds(as, comparableForm(attribute, one), wanted));
  return operator === 'ne' ? !some('eq') : some(operator);
}

function comparableForm(attribute: Attribute, value: ScimValue | Operand): string | number | boolean {
  if (attribute.type === 'dateTime' && typeof value === 'string') return Date.parse(value);
  if (typeof value === 'string') return attribute.caseExact ? value : folded(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : '';
}

function holds(operator: Operator, actual: string | number | boolean, wanted: string | number | boolean): boolean {
  switch (operator) {
    case 'eq':
      return actual === wanted;
    case 'ne':
      return actual !== wanted;
    case 'co':
      return String(actual).includes(String(wanted));
    case 'sw':
      return String(actual).startsWith(String(wanted));
    case 'ew':
      return String(actual).endsWith(String(wanted));
    case 'gt':
      return actual > wanted;
    case 'ge':
      return actual >= wanted;
    case 'lt':
      return actual < wanted;
    case 'le':
      return actual <= wanted;
  }
}
