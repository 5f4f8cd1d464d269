// What the ledger holds of one person: facts, and per target where the wish and the world stand.
import type { AccountState } from './access.ts';
import type { EmploymentStatus } from './event.ts';

/** A statement as it is kept: instants instead of days, only what its source owns. `ver` orders facts of one source. */
export interface Fact {
  readonly source: string;
  /** The vendor's event id; what a rescind names. */
  readonly id: string;
  readonly ver: number;
  readonly whole: boolean;
  readonly at: number;
  readonly set: { readonly [attribute: string]: string | null };
  readonly turns: readonly { readonly status: EmploymentStatus; readonly at: number; readonly of?: string }[];
  readonly rescinds?: string;
}

/** A person as the facts say at one moment. `expected`: a start lies ahead. `nextAt`: when the next fact takes effect. */
export interface Identity {
  readonly status: EmploymentStatus | 'expected' | 'unknown';
  /** When the present employment began: a rehire opens a new epoch. */
  readonly epoch?: number;
  readonly attributes: { readonly [attribute: string]: string };
  readonly nextAt?: number;
}

/**
 * open: wished, waiting for a worker · claimed: a worker is at it · applied: done, not yet read back · verified: read
 * back, in the audit log · parked: given up with a cause until redriven · refused: the target or a protection says no.
 */
export type OperationState = 'open' | 'claimed' | 'applied' | 'verified' | 'parked' | 'refused';

/** The wish in the ledger's short form: the profile as a digest of eight characters. */
export interface LedgerWish {
  readonly account: AccountState;
  readonly entitlements: readonly string[];
  readonly profile: string;
}

/** One person at one target. Times are ms since the epoch. */
export interface Standing {
  readonly wish: LedgerWish;
  /** The revision that wished it. */
  readonly rev: number;
  readonly state: OperationState;
  /** Entitlements that may be at the target through us although they are not wished any more. */
  readonly had: readonly string[];
  readonly remoteId?: string;
  /** The claim's token; under a newer wish, the token of the call that the doubt waits for. */
  readonly attempt?: string;
  readonly claimed?: number;
  readonly next?: number;
  readonly verify?: number;
  /** Until then a call of ours may still land. */
  readonly doubt?: number;
  /** A removal must be looked at again then. */
  readonly look?: number;
  readonly tries: number;
  /** Verifications in a row that did not find what was applied. */
  readonly misses: number;
  /** The target said that all was so already. */
  readonly noop: boolean;
  /** A backlog row of its target holds it: the pump will come. */
  readonly queued: boolean;
  /** Why it is parked, refused or waiting. */
  readonly cause?: string;
  /** When this person was last counted as losing something here. */
  readonly lost?: number;
  /** A loss that the guard holds: the revision that wished it, the wish, and whose policy or file asks for it. */
  readonly held?: { readonly rev: number; readonly wish: LedgerWish; readonly causedBy?: readonly string[] };
}

/** When what a revision wished was asked for, ms: the event's arrival, or the day it takes effect. */
export interface Ask {
  readonly rev: number;
  readonly at: number;
}

/** What versions on trial have given somebody that the version for everybody does not give: names (`account` is the account itself) by target. */
export interface OnTrial {
  /** The roll-out that gave it last. */
  readonly rollOut: string;
  readonly targets: { readonly [target: string]: readonly string[] };
}

export interface Person {
  readonly tenant: string;
  readonly id: string;
  /** Raised by every write and the condition of every write; 0: not stored yet. */
  readonly v: number;
  /** Raised by decisions only. */
  readonly rev: number;
  /** Where decisions up to `rev` have changed nothing but the version's name: the first revision at which all was as it is. */
  readonly stood?: number;
  /** Number of the person's last audit row. */
  readonly aud: number;
  /** The policy version of the last decision. */
  readonly policy: string;
  /** The applied plan whose version is for this person, for as long as that pin is live. */
  readonly pin?: string;
  /** While a version is on trial, and until it was taken back. */
  readonly onTrial?: OnTrial;
  readonly facts: readonly Fact[];
  readonly standings: { readonly [target: string]: Standing };
  /** Targets at which nothing is changed because an attribute that their profile needs is missing. */
  readonly blocked?: readonly { readonly target: string; readonly missing: string }[];
  /** Of unique profile fields, by `target.field`: which number is this person's, where another one came first. */
  readonly numbers?: { readonly [field: string]: number };
  /** When this person was last counted at the guard as losing anything. */
  readonly lost?: number;
  /** The asks of revisions that are unfinished somewhere, oldest first. */
  readonly asked?: readonly Ask[];
  /** When the next fact takes effect; stays until a decision has taken it up. */
  readonly nextFact?: number;
  /** When somebody must look at this person, as stored in the due index. */
  readonly due?: number;
}
