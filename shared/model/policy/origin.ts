// Where a policy was written: beside a version, never part of its hash.
import * as z from 'zod';

/** What stands where, for people to find: `rule engineering` is at `rules.yaml:12`. */
export const Origin = z.strictObject({
  /** By `role NAME`, `rule ID`, `duty ID`, `mapping TARGET`, `flag NAME`, `cohort NAME`, `limits FIELD`, `approval risk RISK`, `approval role NAME`, `lease ROLE`, `entitlements TARGET`: file and line. */
  places: z.record(z.string().max(60), z.string().max(300)).default({}),
  /** Of the git working tree that it was published from, if there was one; `dirty`: with changes that are in no commit. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/)
    .optional(),
  dirty: z.boolean().optional(),
});
export type Origin = z.infer<typeof Origin>;
