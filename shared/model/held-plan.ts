// A plan that waits for two people: its content is its hash, its approvals are counted beside it.
import * as z from 'zod';
import { HeldEntry } from './plan.ts';

/** `held`: losses over the guard's budget; `absence`: people missing from a snapshot that failed its sanity check. */
export const PlanKind = z.enum(['held', 'absence']);

export const PlanState = z.enum(['open', 'releasing', 'released', 'expired', 'superseded']);
export type PlanState = z.infer<typeof PlanState>;

/** `author` is who made the plan, never an approver. `round` makes an expired plan that is held anew another one. */
export const PlanContent = z.strictObject({
  kind: PlanKind,
  tenant: z.string(),
  author: z.string(),
  /** Whose policy or file asks for what is held: no approvers either. */
  causedBy: z.array(z.string()).default([]),
  why: z.string(),
  round: z.number().int().nonnegative(),
  source: z.string().optional(),
  entries: z.array(HeldEntry),
});
export type PlanContent = z.infer<typeof PlanContent>;

export const PlanHead = z.strictObject({
  hash: z.string(),
  v: z.number().int().positive(),
  /** Number of the plan's last audit row. */
  aud: z.number().int().positive(),
  kind: PlanKind,
  author: z.string(),
  causedBy: z.array(z.string()).default([]),
  why: z.string(),
  source: z.string().optional(),
  state: PlanState,
  people: z.number().int().nonnegative(),
  madeAt: z.number(),
  /** The last write of a release under way. */
  touchedAt: z.number().optional(),
  expiresAt: z.number(),
  /** Who ended it and why, once it is over; `touchedAt` says when. */
  ended: z.strictObject({ by: z.string(), why: z.string().optional() }).optional(),
  approvals: z.array(z.strictObject({ by: z.string(), at: z.number() })),
  /** After the release: how many entries were applied and how many had moved and dropped out. */
  applied: z.number().int().nonnegative().optional(),
  moved: z.number().int().nonnegative().optional(),
});
export type PlanHead = z.infer<typeof PlanHead>;
