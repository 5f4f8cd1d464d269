// Where one entitlement of one person stands at its target: wished or not, and how far the world has followed.
import type { Person } from '../model/person.ts';

/** `verifiedAt` is told by the audit log, which the ledger does not repeat. */
export type Stands =
  | { readonly kind: 'none' }
  | { readonly kind: 'protected' }
  | { readonly kind: 'blocked'; readonly missing: string }
  | {
      readonly kind: 'standing';
      readonly wished: boolean;
      readonly revision: number;
      readonly account: 'active' | 'suspended';
      readonly state: 'open' | 'claimed' | 'applied' | 'verified' | 'parked' | 'refused';
      readonly verifiedAt?: string;
      readonly cause?: string;
      /** A loss of it waits for two people. */
      readonly isLossHeld: boolean;
      /** Not wished any more, and not yet known to be gone. */
      readonly mayRemain: boolean;
    };

/** What is asked about: `entitlement` is `account` for the account itself. */
export interface StandsWhere {
  readonly target: string;
  readonly entitlement: string;
  /** The account is named in the settings as one that is never touched. */
  readonly isProtected: boolean;
}

/** As the ledger has it. */
export function standsAt(
  { standings, blocked = [] }: Pick<Person, 'standings' | 'blocked'>,
  { target, entitlement, isProtected }: StandsWhere,
): Stands {
  const missing = blocked.find((one) => one.target === target)?.missing;
  const standing = Object.hasOwn(standings, target) ? standings[target] : undefined;
  if (!standing && isProtected) return { kind: 'protected' };
  if (!standing) return missing === undefined ? { kind: 'none' } : { kind: 'blocked', missing };
  const { wish, rev, state, held, had, cause } = standing;
  const isIn = ({ account, entitlements }: typeof wish) =>
    entitlement === 'account' ? account === 'active' : entitlements.includes(entitlement);
  return {
    kind: 'standing',
    wished: isIn(wish),
    revision: rev,
    account: wish.account,
    state,
    ...(cause !== undefined && { cause }),
    isLossHeld: held !== undefined && isIn(wish) && !isIn(held.wish),
    mayRemain: state !== 'verified' && had.includes(entitlement),
  };
}
