// Conditions over attributes; declarative data, no expression language.
import type { Test, When } from '../../model/policy.ts';

export type AttributeValues = { readonly [attribute: string]: string };

/** Whether `when` holds. A missing attribute passes only `exists: false`. */
export function matches(when: When, attributes: AttributeValues): boolean {
  if ('all' in when) return when.all.every((part) => matches(part, attributes));
  if ('any' in when) return when.any.some((part) => matches(part, attributes));
  if ('not' in when) return !matches(when.not, attributes);
  return Object.entries(when.attributes).every(([name, test]) =>
    passes(test, Object.hasOwn(attributes, name) ? attributes[name] : undefined),
  );
}

function passes(test: Test, value: string | undefined): boolean {
  if (typeof test === 'string') return value === test;
  if (Array.isArray(test)) return value !== undefined && test.includes(value);
  if ('is' in test) return value === test.is;
  if ('in' in test) return value !== undefined && test.in.includes(value);
  if ('startsWith' in test) return value?.startsWith(test.startsWith) ?? false;
  return (value !== undefined) === test.exists;
}
