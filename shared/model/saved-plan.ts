// A plan as a file: what was reviewed, to be applied as it was and not otherwise.
import * as z from 'zod';
import { AccountState } from './access.ts';
import { AuditChange } from './audit.ts';
import { Name, PersonId } from './ids.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Account, entitlements, digest of the profile. */
const SavedWish = z.tuple([AccountState, z.array(z.string()), z.string()]);
export type SavedWish = z.infer<typeof SavedWish>;

/** A row as it is shown and will stand in the audit log; the wish that was observed, and the one to set: none where nothing is changed. */
const SavedRow = z.tuple([AuditChange, SavedWish.nullable(), SavedWish.nullable()]);
export type SavedRow = z.infer<typeof SavedRow>;

/** A person, the revision at which they were looked at, and their rows by target. */
export const SavedEntry = z.tuple([PersonId, z.int().nonnegative(), z.array(SavedRow).min(1)]);
export type SavedEntry = z.infer<typeof SavedEntry>;

/** The first line under the heading: everything else by its digest, so that its own digest names the whole plan. */
export const PlanIndex = z.strictObject({
  tenant: Name,
  instance: z.string().max(64),
  at: z.iso.datetime(),
  by: z.string().min(1).max(200),
  /** The version that it was made from, and of the line with its policy. */
  version: z.string().regex(/^[0-9a-f]{12}$/),
  policy: Hash,
  people: z.int().nonnegative(),
  changes: z.int().nonnegative(),
  chunks: z.array(Hash),
});
export type PlanIndex = z.infer<typeof PlanIndex>;

/** What became of the entries of one chunk. */
export const ChunkEnd = z.strictObject({
  applied: z.int().nonnegative(),
  /** Of those: people of whom the guard holds something. */
  held: z.int().nonnegative(),
  moved: z.array(z.strictObject({ person: z.string(), what: z.string() })),
});
export type ChunkEnd = z.infer<typeof ChunkEnd>;
