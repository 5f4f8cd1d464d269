// Parts of the company that get something first, and the flags that are on for them.
import * as z from 'zod';
import { Name } from '../ids.ts';
import { When } from './condition.ts';
import { Line } from './text.ts';

/** A share of the people by a hash of their id, those of whom a condition holds, or both. */
export const Cohort = z
  .strictObject({ percent: z.number().min(0).max(100).optional(), when: When.optional() })
  .refine((cohort) => Object.keys(cohort).length > 0, 'names nobody: percent or when');
export type Cohort = z.infer<typeof Cohort>;

/** On for everybody in the cohort. */
export const Flag = z.strictObject({ owner: Line, description: Line, cohort: Name });
export type Flag = z.infer<typeof Flag>;
