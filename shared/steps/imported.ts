// What taking a file in is answered with.
import type { Sanity } from '../core/snapshot.ts';
import type { PlanHead } from '../model/held-plan.ts';
import type { Snapshot } from '../ports/source.ts';

/** A snapshot that was understood. */
export type Taken = Extract<Snapshot, { kind: 'snapshot' }>;

/**
 * `fresh`: changed people of whom the source has never spoken; all others may lose something by it. `mark` names the events.
 * `held`: the plan of those who are missing, which two people may release. `repeats`: since when this answer stands, the file being the
 * last one again. `unfinished`: `done` of `total` changed people are in.
 */
export type Imported =
  | {
      readonly kind: 'imported';
      readonly people: number;
      readonly changed: number;
      readonly fresh: number;
      readonly mark: string;
      readonly missing: number;
      readonly left: number;
      readonly refused: Extract<Snapshot, { kind: 'snapshot' }>['refused'];
      readonly sanity: Sanity;
      /** Why the file does not prove that it is whole. */
      readonly unproven?: string;
      readonly held?: PlanHead;
      readonly repeats?: string;
    }
  | { readonly kind: 'unfinished'; readonly done: number; readonly total: number }
  | { readonly kind: 'refused'; readonly what: string };
