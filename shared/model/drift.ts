// What a target shows against what the ledger wishes: classes of drift, findings by id, and the report of one run.
import * as z from 'zod';
import { Name } from './ids.ts';

/**
 * `missing`: wished and read back once, not there now. `extra`: there and not wished. `changed`: ours in another state or under
 * another user name. `orphan`: carries our mark, and no decision stands behind it. `duplicate`: a second account with the mark
 * of one person. `foreign`: carries no mark of ours.
 */
export const DriftClass = z.enum(['missing', 'extra', 'changed', 'orphan', 'duplicate', 'foreign']);
export type DriftClass = z.infer<typeof DriftClass>;

/** One difference, by ids alone: never a user name or another personal value. */
export const DriftFinding = z.object({
  class: DriftClass,
  person: z.string().optional(),
  remoteId: z.string().optional(),
  /** `account`, an entitlement, or what differs. */
  what: z.string(),
});
export type DriftFinding = z.infer<typeof DriftFinding>;

const count = z.number().int().nonnegative();

export const DriftCounts = z.record(DriftClass, count);
export type DriftCounts = z.infer<typeof DriftCounts>;

/** What a complete scan proves, as the adapter certified it and our own count confirmed it. */
export const ScanCertificate = z.object({
  complete: z.literal(true),
  accounts: count,
  pages: count,
  startedAt: z.number(),
  endedAt: z.number(),
});
export type ScanCertificate = z.infer<typeof ScanCertificate>;

/** What a proven comparison says to the service levels. `drifted`: not as wished, orphans and foreign accounts apart. */
export const Comparison = z.object({ endedAt: z.number(), compared: count, drifted: count, orphans: count });
export type Comparison = z.infer<typeof Comparison>;

export const DriftReport = z.object({
  target: Name,
  run: z.string(),
  /** Why it ran: `schedule`, `by hand`, or the anomaly. */
  cause: z.string(),
  startedAt: z.number(),
  endedAt: z.number(),
  /** Only then was absence looked for. `why` names what is missing for it. */
  complete: z.boolean(),
  why: z.string().optional(),
  /** Accounts seen, people compared, and people left out because something of theirs was still in flight. */
  accounts: count,
  compared: count,
  inFlight: count,
  /** Suspected, and the target would not say: no drift, and no proof of none. */
  unclear: count,
  drift: DriftCounts,
  /** Missing access that was wished again. */
  repaired: count,
  /** A few of each class. */
  examples: z.array(DriftFinding).readonly(),
});
export type DriftReport = z.infer<typeof DriftReport>;
