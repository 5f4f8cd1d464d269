// How many people may lose something before two people must agree.
import * as z from 'zod';

/** Shares of the guard; the floors for small companies are in docs/guard.md. */
export const Limits = z.strictObject({
  hourPercent: z
    .number()
    .min(0)
    .max(100)
    .describe('of everybody, how many may lose something within an hour, in per cent')
    .default(2),
  dayPercent: z
    .number()
    .min(0)
    .max(100)
    .describe('of everybody, how many may lose something within a day, in per cent')
    .default(5),
});
export type Limits = z.infer<typeof Limits>;
