// A plan: what changes for whom and why, before it happens. The guard's word is in each entry.
import * as z from 'zod';

/** `go`: will be applied; `held`: over budget, waits for two people; `protected`: never touched; `blocked`: a profile field cannot be made. */
export const PlanVerdict = z.enum(['go', 'held', 'protected', 'blocked']);

export const PlanEntry = z.strictObject({
  person: z.string(),
  target: z.string(),
  change: z.enum(['ensure', 'suspend']),
  gains: z.array(z.string()),
  loses: z.array(z.string()),
  verdict: PlanVerdict,
  /** The rules that give, or the fact that takes away, or what the guard says. */
  why: z.string(),
});
export type PlanEntry = z.infer<typeof PlanEntry>;

/** An entry of a held plan pins what it was made from; an entry that moved since drops out. */
export const HeldEntry = z.strictObject({
  person: z.string(),
  revision: z.number().int().nonnegative(),
  targets: z.array(z.string()),
});
export type HeldEntry = z.infer<typeof HeldEntry>;
