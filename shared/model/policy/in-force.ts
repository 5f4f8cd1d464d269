// Which version of the policy is for whom: all that one publication changes, in one row.
import * as z from 'zod';
import { Cohort } from './cohort.ts';
import { Limits } from './limits.ts';

/** A version, who put it in force, and the commit that they put it from, where there was one. */
const Put = z.strictObject({
  version: z.string().min(1),
  by: z.string().optional(),
  commit: z.string().optional(),
  dirty: z.boolean().optional(),
});
export type Put = z.infer<typeof Put>;

/** A version that is tried on some people, for all of them in the end. Times are ms. */
export const RollOut = z.strictObject({
  /** What this attempt gives somebody is told apart by it from what another one gave. */
  id: z.string().min(1),
  candidate: Put,
  /** These people from the first step on: a cohort of the candidate. */
  cohort: z.strictObject({ name: z.string(), who: Cohort }).optional(),
  /** Of everybody by a hash of their id, in the present step: a share in per cent. */
  percent: z.number().min(0).max(100),
  /** The shares of the steps to come. After the last one it is for everybody. */
  steps: z.array(z.number().min(0).max(100)),
  startedAt: z.number(),
  /** When the present step began. */
  since: z.number(),
  /** How long a step is watched, once everybody in it has been decided. */
  watch: z.number().min(0),
  /** More people than this who failed end it; undefined: max(2, 2 % of those it decides). */
  maxFailures: z.number().int().min(0).optional(),
});
export type RollOut = z.infer<typeof RollOut>;

export const InForce = z.strictObject({
  /** Raised by every change, and the condition of every change. */
  v: z.number().int().min(0),
  /** For everybody whom nothing else is for. */
  base: Put,
  rollOut: RollOut.optional(),
  /** Live versions of those whose `pin` names them: an applied plan is for exactly its people. */
  pins: z.record(z.string(), Put).default({}),
  /** Roll-outs that were taken back, the last ones first, with what they tried; none of a version that is for everybody since. */
  reverted: z.array(z.strictObject({ id: z.string(), version: z.string() })).default([]),
  /** The limits that were for everybody until a publication made them weaker: they count until then, ms. */
  stricter: z.strictObject({ ...Limits.shape, until: z.number() }).optional(),
  /** Nothing is published or widened while it stands. */
  frozen: z.strictObject({ by: z.string(), at: z.number() }).optional(),
});
export type InForce = z.infer<typeof InForce>;
