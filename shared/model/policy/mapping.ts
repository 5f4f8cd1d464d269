// How attributes become an account's profile at a target, within what the target takes.
import * as z from 'zod';
import { Name } from '../ids.ts';

/** A text with attributes in braces: `{givenName} {familyName}`. A field whose attribute is missing is left out. */
const Template = z.string().regex(/^[^\p{C}]{1,200}$/u, 'a template of 1 to 200 characters');

function hasEmptyRange(characters: string): boolean {
  const ranges = characters.match(/[!-~]-[!-~]|[ -~]/g) ?? [];
  return ranges.some(([from = '', , to]) => to !== undefined && from > to);
}

const Shaped = z.strictObject({
  template: Template.describe('a text with attributes in braces: {givenName} {familyName}'),
  maxLength: z
    .int()
    .min(1)
    .max(400)
    .describe('characters that the target takes at most; what is longer is cut')
    .optional(),
  characters: z
    .string()
    .regex(/^(?:[!-~]-[!-~]|[ -~])+$/, { error: 'characters and ranges, such as "a-z0-9._-"', abort: true })
    .refine((text) => !hasEmptyRange(text), 'has a range that ends before it begins')
    .describe(
      'what the target takes, as characters and ranges: a-z0-9._-; letters with marks lose them, a letter becomes small or capital where only that is taken, the rest is left out',
    )
    .optional(),
  unique: z
    .boolean()
    .describe('nobody else has it at this target: the second one gets a number, before an "@" if there is one')
    .optional(),
  flag: Name.describe('only where this flag is on; the first alternative that holds is taken').optional(),
});
export type Shaped = z.infer<typeof Shaped>;

/** A template, one with constraints, or alternatives of which the first that holds is taken. */
export const Field = z
  .union([Template, Shaped, z.array(Shaped).min(1)])
  .describe('a template, one within what the target takes, or alternatives of which the first that holds is taken');
export type Field = z.infer<typeof Field>;

export const Mapping = z
  .record(
    z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.]{0,39}$/, 'a field: letters, digits, "_" and ".", a letter first'),
    Field,
  )
  .refine((mapping) => Object.hasOwn(mapping, 'userName'), {
    error: 'needs "userName"',
    params: { needs: 'userName' },
  })
  .meta({ required: ['userName'] });
export type Mapping = z.infer<typeof Mapping>;
