// A roll-out as an operator asks for it: whom a new version is tried on first, and how it goes on.
import * as z from 'zod';
import { Name } from '../ids.ts';

const Percent = z.number().min(0.01).max(100);

/** As an operator asks for it: a cohort of the policy's, a share of everybody, or both; the shares of later steps. */
export const TrialAsked = z
  .strictObject({
    to: Name.optional(),
    percent: Percent.optional(),
    steps: z.array(Percent).max(20).default([]),
    /** Minutes. */
    watch: z
      .number()
      .min(0)
      .max(30 * 24 * 60)
      .default(60),
    maxFailures: z.number().int().min(0).optional(),
  })
  .refine(
    ({ to, percent, steps }) => to !== undefined || percent !== undefined || steps.length > 0,
    'is for nobody: name a cohort, a share or steps',
  )
  .refine(
    ({ percent = 0, steps }) => [percent, ...steps].every((share, at, all) => at === 0 || share > (all[at - 1] ?? 0)),
    'steps must grow',
  );
export type TrialAsked = z.infer<typeof TrialAsked>;
