// Judges a read against the wish, without trusting any reply: "applied" becomes "verified" here or nowhere.
import type { Profile, Reading } from '../model/access.ts';
import type { LedgerWish, Standing } from '../model/person.ts';

/** `met`: the world is as wished. `unmet`: it is not, with what differs. `unclear`: the read told nothing. */
export type Judgement =
  | { readonly kind: 'met' }
  | { readonly kind: 'unmet'; readonly what: string }
  | { readonly kind: 'unclear'; readonly why: string };

export interface Expected {
  readonly wish: LedgerWish;
  /** What must not be there any more. */
  readonly gone: readonly string[];
  /** The profile wished, in the target's own spelling. */
  readonly profile: Profile;
}

/**
 * An active wish is met by an active account of ours that holds every entitlement and none of `gone`, under the wished
 * user name; a suspended one by a suspended account without open sessions and without `gone`, or by no account at all.
 */
export function judge({ wish, gone, profile }: Expected, reading: Reading): Judgement {
  if (reading.kind === 'unknown') return { kind: 'unclear', why: reading.why };
  if (reading.kind === 'absent')
    return wish.account === 'suspended' ? { kind: 'met' } : { kind: 'unmet', what: 'no account' };
  if (!reading.ours)
    return wish.account === 'suspended' ? { kind: 'met' } : { kind: 'unmet', what: 'the account is not ours' };
  if (reading.account !== wish.account) return { kind: 'unmet', what: `the account is ${reading.account}` };
  const left = gone.find((name) => reading.entitlements.includes(name));
  if (left) return { kind: 'unmet', what: `still has ${left}` };
  if (wish.account === 'suspended')
    return (reading.sessions ?? 0) > 0 ? { kind: 'unmet', what: 'sessions are open' } : { kind: 'met' };
  const missing = wish.entitlements.find((name) => !reading.entitlements.includes(name));
  if (missing) return { kind: 'unmet', what: `lacks ${missing}` };
  const named = profile.userName === undefined || reading.profile.userName === profile.userName;
  return named ? { kind: 'met' } : { kind: 'unmet', what: 'another user name' };
}

/** Named of it; the rest is a number. */
const NAMED = 5;

/** What a read of our account shows that nobody wished, for the log: it is left as it is. Undefined: nothing. */
export function moreThanWished({ entitlements }: LedgerWish, reading: Reading): string | undefined {
  if (reading.kind !== 'found' || !reading.ours) return undefined;
  const extra = reading.entitlements.filter((name) => !entitlements.includes(name));
  if (extra.length === 0) return undefined;
  const rest = extra.length > NAMED ? ` and ${extra.length - NAMED} more` : '';
  return `not wished: ${extra.slice(0, NAMED).join(', ')}${rest}`;
}

/** Whether the standing takes something away, so that it is read back at once. */
export function takesAway({ wish, had }: Pick<Standing, 'wish' | 'had'>): boolean {
  return wish.account === 'suspended' || had.length > 0;
}
