// What would be decided about one person, and why, before anything is decided.
import type { LedgerWish } from './person.ts';
import type { PlanEntry } from './plan.ts';

export interface PreviewEntry extends Omit<PlanEntry, 'person'> {
  /** The changed parts of the policy that bring it about, such as `rule engineering`; `facts` where it is none. */
  readonly causes: readonly string[];
  /** Calls that it will usually take at the target, its read-back with them. */
  readonly calls: number;
  /** Calls that the workers will set aside for it: as many as it may take. The pace goes by them. */
  readonly reserved: number;
  /** The wish that it was compared with, none at a target that is new to the person; and the one that it sets. */
  readonly observed?: LedgerWish;
  readonly wish?: LedgerWish;
}

/** Somebody of whom something would change, or is kept from changing. */
export interface Preview {
  readonly person: string;
  /** The person was looked at as of this revision. */
  readonly revision: number;
  /** Sorted by target. */
  readonly entries: readonly PreviewEntry[];
  /** What duties keep from them now and did not before: `duty four-eyes: role approver, beside role payer`. */
  readonly withheld: readonly string[];
  /** The scopes in which the guard counts what they lose; none for what it need not count. */
  readonly counts: readonly string[];
  /** When they were counted last, by scope, ms. */
  readonly counted: { readonly [scope: string]: number };
}

/** Of which Frontdesk, of when and of what a plan speaks. */
export interface PreviewHead {
  readonly tenant: string;
  /** Which Frontdesk: the digest of the first key of its audit log, in sixteen characters. */
  readonly instance: string;
  /** When the first slice was looked at, ms. */
  readonly at: number;
  readonly by: string;
  /** The version that was looked at. */
  readonly version: string;
  /** The version that it is compared with; undefined: the ledger. */
  readonly base?: string;
  /** The version in force. */
  readonly inForce: string;
  /** What the guard has counted by now, as `packTallies` spells it, and the limits that it goes by: the strictest of this policy, the one in force, and what was in force a day ago. */
  readonly tallies: string;
  readonly limits: { readonly hourPercent: number; readonly dayPercent: number };
  /** Time that one call takes of a target, ms; 0 for one without a limit. */
  readonly msPerCall: { readonly [target: string]: number };
}

/** A part of a policy that the preview has something to say of. */
export interface PreviewPart {
  readonly part: string;
  /** Against the policy in force or the base; undefined where it says the same. */
  readonly change?: 'added' | 'removed' | 'changed';
  /** Where it stands, as in `rules.yaml:12`. */
  readonly place?: string;
}

/** As much of the population as one call looks at. */
export interface PreviewSlice {
  readonly head: PreviewHead;
  /** Where the next slice begins; undefined after the last one. */
  readonly cursor?: string;
  /** People who were looked at. */
  readonly looked: number;
  readonly previews: readonly Preview[];
  readonly parts: readonly PreviewPart[];
  /** Operations that were decided and are not read back yet, by target and state. */
  readonly unfinished: { readonly [target: string]: { readonly [state: string]: number } };
}
