// What one decision is made from.
import type { Wish } from '../model/access.ts';
import type { EventEnd } from '../model/event.ts';
import type { Fact, Person } from '../model/person.ts';
import type { Limits } from '../model/policy/limits.ts';
import type { Policy } from '../model/policy/policy.ts';
import type { Tallies } from './guard.ts';

/** Why a decision is made besides events: `release` of a held plan, `redrive` of parked work, `missed`: a read-back found another state, `drift`: what was verified once is not there any more. */
export type Prompt =
  | {
      readonly kind: 'release';
      readonly targets: readonly string[];
      readonly plan: string;
      /** `held`: only the very wishes that are held; `absence`: the person left, with all that this takes. */
      readonly of: 'held' | 'absence';
    }
  | { readonly kind: 'redrive'; readonly targets: readonly string[] }
  | { readonly kind: 'missed'; readonly targets: readonly string[] }
  | {
      readonly kind: 'drift';
      readonly targets: readonly string[];
      /** Of the operation that was found undone; the same person may be repaired at another target meanwhile. */
      readonly revision: number;
    };

/** How one decision stands to a version on trial. */
export interface Trial {
  /** The roll-out whose candidate decides, if one does. */
  readonly by?: string;
  /** What the person has on trial: its roll-out goes on, or was taken back; undefined: it counts for nothing any more. */
  readonly had?: 'live' | 'reverted';
  /** The version for everybody. */
  readonly base: Policy;
}

/** A value of a unique profile field, `target.field`. */
export interface TakenName {
  readonly field: string;
  readonly value: string;
}

export interface DecisionInput {
  readonly person: Person;
  readonly events: readonly {
    readonly id: string;
    readonly fact?: Fact;
    readonly end?: EventEnd;
    readonly urgent: boolean;
  }[];
  readonly prompt?: Prompt;
  /** Whose policy or file it comes from, where it comes from one: no approvers of what is held then. */
  readonly causedBy: readonly string[];
  readonly policy: { readonly version: string; readonly bundle: Policy };
  /** What the guard goes by; never weaker than those of the version for everybody (`limitsInForce`). */
  readonly limits: Limits;
  /** Only where a version is on trial, or was. */
  readonly trial?: Trial;
  readonly canonical: (target: string, wish: Wish) => Wish;
  readonly landing: (target: string) => number;
  readonly isProtected: (target: string, account: { readonly userName: string; readonly remoteId?: string }) => boolean;
  /** The person's numbers of unique profile fields, by this decision. */
  readonly numbers: NonNullable<Person['numbers']>;
  /** Names that were free and become this person's. */
  readonly taken: readonly TakenName[];
  readonly tallies: Tallies;
  readonly now: number;
  /** Since when the cause of this decision has been known, ms: the clock of the operations that it wishes. */
  readonly askedAt: number;
  readonly sha256: (text: string) => string;
}
