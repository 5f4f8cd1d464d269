// Takes our attributes out of a vendor's record, by a mapping that the operator may change.
import * as z from 'zod';

/** Our attribute's name to the vendor's field. */
export const FieldMapping = z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.]{0,39}$/), z.string().min(1).max(100));
export type FieldMapping = z.infer<typeof FieldMapping>;

const MOST_CHARACTERS = 400;

export type RecordAttributes =
  | { readonly kind: 'attributes'; readonly attributes: { readonly [name: string]: string } }
  | { readonly kind: 'unreadable'; readonly attribute: string };

/** Empty values are left out: a whole statement without them clears them. Lists and objects are not attributes. */
export function attributesOf(record: { readonly [field: string]: unknown }, mapping: FieldMapping): RecordAttributes {
  const attributes: { [name: string]: string } = {};
  for (const [attribute, field] of Object.entries(mapping)) {
    const value = Object.hasOwn(record, field) ? record[field] : undefined;
    if (value === undefined || value === null || value === '') continue;
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text !== 'string' || text.length > MOST_CHARACTERS) return { kind: 'unreadable', attribute };
    attributes[attribute] = text;
  }
  return { kind: 'attributes', attributes };
}
