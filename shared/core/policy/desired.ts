// What the policy answers about one person.
import type { Wish } from '../../model/access.ts';
import type { Withheld } from './duties.ts';

/** One way to an entitlement: the rule, the role that it gives, and `through` which included role, if another one. */
export interface Reason {
  readonly entitlement: string;
  readonly rule: string;
  readonly role: string;
  readonly through?: string;
}

/**
 * The wish for one target with every way to every entitlement (`account` is the account itself), sorted. `blocked`: the
 * profile cannot be made, with the attribute that is missing.
 */
export interface Desired {
  readonly wish: Wish;
  readonly reasons: readonly Reason[];
  readonly blocked?: string;
}

export interface Resolved {
  /** Sorted by target. */
  readonly targets: { readonly [target: string]: Desired };
  /** What duties keep from the person. */
  readonly withheld: readonly Withheld[];
  /** When the answer may change by itself: a day that a condition compares with comes, a waiver ends; ms. */
  readonly nextAt?: number;
}

export interface EntitledAt {
  readonly target: string;
  /** Sorted; none: the account alone. */
  readonly entitlements: readonly string[];
}

/** What is left of `Resolved` without the person: one value, frozen, shared by all of whom the same rules hold. */
export interface Entitled {
  /** Sorted by target. */
  readonly targets: readonly EntitledAt[];
  readonly withheld: readonly Withheld[];
  /** By target, in the same order, every way to every entitlement, sorted; made when it is first asked for. */
  readonly reasons: () => readonly (readonly Reason[])[];
}
