// Accounts and entitlements at a target: what is wished and what a read found.
import * as z from 'zod';

export const AccountState = z.enum(['active', 'suspended']);
export type AccountState = z.infer<typeof AccountState>;

/** Flat profile of an account in the canonical names of `policy` mappings: userName, email, givenName, familyName, displayName, title, ... */
export const Profile = z.record(z.string(), z.string());
export type Profile = z.infer<typeof Profile>;

/**
 * The wish for one person at one target. `entitlements` are `kind:name` (`group:engineering`, `role:reporting`), sorted;
 * `profile.userName` is always there.
 */
export interface Wish {
  readonly account: AccountState;
  readonly entitlements: readonly string[];
  readonly profile: Profile;
}

/** Where an account is: `remoteId` is the target's immutable id once known; `userName` is only for looking it up. */
export interface AccountRef {
  readonly person: string;
  readonly remoteId?: string;
  readonly userName: string;
}

/**
 * What a read of one account found. `ours`: it carries Frontdesk's mark for this very person. `sessions`: open sessions
 * or connections of the account, where the target shows them. `absent` is confirmed, never a guess.
 */
export type Reading =
  | {
      readonly kind: 'found';
      readonly remoteId: string;
      readonly account: AccountState;
      readonly ours: boolean;
      readonly entitlements: readonly string[];
      readonly profile: Profile;
      readonly sessions?: number;
    }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly why: string };
