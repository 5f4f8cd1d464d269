// How many people may lose something before two people must agree.
import * as z from 'zod';

/** Shares of the guard; the floors for small companies are in docs/guard.md. */
export const Limits = z.strictObject({
  hourPercent: z.number().min(0).max(100).default(2),
  dayPercent: z.number().min(0).max(100).default(5),
});
export type Limits = z.infer<typeof Limits>;
