// A reconciliation of one target under way, as it is kept between its steps: whoever comes next goes on from here.
import * as z from 'zod';
import { DriftCounts, DriftFinding, ScanCertificate } from './drift.ts';
import { Name } from './ids.ts';

/** Somebody whose account looks different; `ids`: two accounts that carry the mark of one person. */
export const Suspect = z.object({ person: z.string(), ids: z.array(z.string()).optional() });
export type Suspect = z.infer<typeof Suspect>;

/** An operation to be wished again, unless its target has been decided anew since this revision. */
export const Repair = z.object({ person: z.string(), revision: z.number().int() });
export type Repair = z.infer<typeof Repair>;

const count = z.number().int().nonnegative();

export const ReconcileRun = z.object({
  /** Raised by every write and the condition of every write; 0: not stored yet. */
  v: count,
  id: z.string(),
  target: Name,
  cause: z.string(),
  actor: z.string(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  /** scan the target, then walk the ledger for who was not seen, then report, then forget what was seen. */
  phase: z.enum(['scan', 'ledger', 'report', 'tidy', 'done']),
  /** A scan that proved nothing is made again a few times. */
  attempt: z.number().int().positive(),
  pages: count,
  accounts: count,
  /** The adapter's own; absent on the first page. */
  checkpoint: z.string().optional(),
  /** How far the ledger has been walked. */
  cursor: z.string().optional(),
  certificate: ScanCertificate.optional(),
  why: z.string().optional(),
  /** In a row. */
  faults: count,
  notBefore: z.number(),
  suspects: z.array(Suspect).readonly(),
  repairs: z.array(Repair).readonly(),
  compared: count,
  inFlight: count,
  unclear: count,
  repaired: count,
  drift: DriftCounts,
  examples: z.array(DriftFinding).readonly(),
});
export type ReconcileRun = z.infer<typeof ReconcileRun>;

/** What a state of the workflow gives the function, and gets back. Without a target: one execution for each is to be started. */
export const ReconcileTask = z.object({
  target: Name.optional(),
  cause: z.string().max(100).default('schedule'),
  actor: z.string().max(100).default('system'),
  /** The run that this execution works; absent at its first slice. */
  run: z.string().optional(),
  /** Slices of this execution so far: a successor comes before its history grows too long. */
  turn: count.default(0),
});
export type ReconcileTask = z.infer<typeof ReconcileTask>;
