// Parts of the company that get something first, and the flags that are on for them.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { When } from './condition.ts';
import { Line, saysNothing } from './text.ts';

/** A share of the people by a hash of their id, those of whom a condition holds, or both. */
export const Cohort = z
  .strictObject({
    percent: z.number().min(0).max(100).describe('a share of the people, by a hash of their id').optional(),
    when: When.optional().describe('of whom this holds; it asks for no flag'),
  })
  .refine((cohort) => Object.keys(cohort).length > 0, saysNothing('names nobody: percent or when'))
  .meta({ minProperties: 1 });
export type Cohort = z.infer<typeof Cohort>;

/** On for everybody in the cohort. */
export const Flag = z.strictObject({
  owner: Line.describe('who answers for the flag'),
  description: Line.describe('what is on where it is on'),
  cohort: Name.describe('for whom it is on'),
});
export type Flag = z.infer<typeof Flag>;
