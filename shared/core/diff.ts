// Compares what a person should have with the last wish of every target; an unfinished wish is never taken for a done one.
import type { LedgerWish, Person } from '../model/person.ts';
import type { Desired, Reason } from './policy/desired.ts';

/** `account` stands for the account itself among gains and losses. */
export interface Delta {
  readonly target: string;
  readonly wish: LedgerWish;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  /** Only the profile differs. */
  readonly profileOnly: boolean;
  readonly reasons: readonly Reason[];
}

export interface Difference {
  readonly deltas: readonly Delta[];
  /** Targets whose profile cannot be made: nothing is changed there, the missing attribute is named. */
  readonly blocked: readonly { readonly target: string; readonly missing: string }[];
}

/** The profile in the ledger's short form. */
export function profileDigest(profile: { readonly [field: string]: string }, sha256: (text: string) => string): string {
  return sha256(JSON.stringify(Object.entries(profile).sort(([a], [b]) => (a < b ? -1 : 1)))).slice(0, 8);
}

/** What must change for this person, sorted by target. */
export function diff(
  standings: Person['standings'],
  desired: { readonly [target: string]: Desired },
  sha256: (text: string) => string,
): Difference {
  const digest = remembered(sha256);
  const targets = [...new Set([...Object.keys(standings), ...Object.keys(desired)])].sort();
  const blocked = targets.flatMap((target) => {
    const want = desired[target];
    return isBlocked(want) ? [{ target, missing: want.blocked }] : [];
  });
  const deltas = targets.flatMap((target) => {
    const last = standings[target]?.wish;
    const want = desired[target];
    if (isBlocked(want)) return [];
    const wish = want
      ? keeping(short(want, digest), last)
      : last && { account: 'suspended' as const, entitlements: [], profile: last.profile };
    if (!wish || (!last && wish.account === 'suspended')) return [];
    const delta = {
      target,
      ...compare(last, wish),
      wish,
      reasons: want?.reasons ?? [],
    };
    return last && delta.gains.length === 0 && delta.loses.length === 0 && !delta.profileOnly ? [] : [delta];
  });
  return { deltas, blocked };
}

/** Most targets have the same of somebody: each text is hashed once. */
function remembered(sha256: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const digest = known.get(text) ?? sha256(text);
    known.set(text, digest);
    return digest;
  };
}

/** Only an account that is to work needs a profile: nothing missing ever keeps one from being suspended. */
function isBlocked(want: Desired | undefined): want is Desired & { readonly blocked: string } {
  return want?.blocked !== undefined && want.wish.account === 'active';
}

/** A suspended account keeps what it has of what is wished; nothing is given to it before it works again. */
function keeping(wish: LedgerWish, last: LedgerWish | undefined): LedgerWish {
  if (wish.account === 'active') return wish;
  return { ...wish, entitlements: wish.entitlements.filter((name) => last?.entitlements.includes(name)) };
}

function short({ wish }: Desired, sha256: (text: string) => string): LedgerWish {
  return { account: wish.account, entitlements: wish.entitlements, profile: profileDigest(wish.profile, sha256) };
}

/** What `wish` gains and loses against `last`, an earlier wish or what a target shows. */
export function compare(
  last: LedgerWish | undefined,
  wish: LedgerWish,
): Pick<Delta, 'gains' | 'loses' | 'profileOnly'> {
  const isSame = last?.account === wish.account && isSameList(last.entitlements, wish.entitlements);
  const before = last && !isSame ? namesIn(last) : [];
  const after = isSame ? [] : namesIn(wish);
  const gains = after.filter((name) => !before.includes(name));
  const loses = before.filter((name) => !after.includes(name));
  return {
    gains,
    loses,
    profileOnly: gains.length === 0 && loses.length === 0 && last !== undefined && last.profile !== wish.profile,
  };
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, place) => name === b[place]);
}

function namesIn({ account, entitlements }: LedgerWish): readonly string[] {
  return account === 'active' ? ['account', ...entitlements] : entitlements;
}
