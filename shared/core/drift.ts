// Compares what a target shows with what the ledger wishes. Only what was read back once can drift; the rest is still on its way.
//
//   wished      the target shows                          class      repaired
//   active      no account, confirmed by a read           missing    yes, unless another account has taken the name
//   active      ours, active, lacks an entitlement        missing    yes
//   active      ours, suspended, or under another name    changed    no: somebody may have had a reason
//   active      the account, without our mark             changed    no
//   any         ours, with more than wished               extra      no: nothing is taken away here
import type { AccountState, Reading } from '../model/access.ts';
import type { DriftFinding } from '../model/drift.ts';
import type { Standing } from '../model/person.ts';
import { compare } from './diff.ts';

/** What a scan or a read shows of one account. */
export interface Shown {
  readonly remoteId: string;
  readonly userName: string | undefined;
  readonly account: AccountState;
  readonly entitlements: readonly string[];
}

/** A standing with what its account is called and whose it is. */
export interface Expected {
  readonly person: string;
  readonly standing: Standing;
  /** In the target's own spelling; undefined when it cannot be told. */
  readonly userName: string | undefined;
}

export interface Drifted {
  readonly findings: readonly DriftFinding[];
  /** Wishing the same again would bring back what is missing. */
  readonly repairable: boolean;
}

/** Verified, nothing held, nothing that may still land: only then is a difference drift. */
export function isSettled({ state, look, held, doubt }: Standing, now: number): boolean {
  return state === 'verified' && look === undefined && held === undefined && (doubt ?? 0) <= now;
}

/** Whether a scanned account should be read: a look at the list alone proves nothing. */
export function looksDrifted(expected: Expected, shown: Shown): boolean {
  return expected.standing.remoteId !== shown.remoteId || ours(expected, shown).findings.length > 0;
}

/** The drift of one settled standing, by a read of its account. A read that told nothing finds nothing. */
export function driftOf(expected: Expected, reading: Reading): Drifted {
  const { person, standing } = expected;
  const isWished = standing.wish.account === 'active';
  const found = (what: string, drift: DriftFinding['class'], remoteId?: string): DriftFinding => ({
    class: drift,
    person,
    ...(remoteId !== undefined && { remoteId }),
    what,
  });
  if (reading.kind === 'unknown') return NONE;
  if (reading.kind === 'absent') return isWished ? { findings: [found('account', 'missing')], repairable: true } : NONE;
  if (reading.ours) return ours(expected, { ...reading, userName: reading.profile.userName });
  if (!isWished) return NONE;
  return reading.remoteId === standing.remoteId
    ? { findings: [found('our mark is gone', 'changed', reading.remoteId)], repairable: false }
    : { findings: [found('account: another has its name', 'missing')], repairable: false };
}

const NONE: Drifted = { findings: [], repairable: false };

function ours({ person, standing: { wish }, userName }: Expected, shown: Shown): Drifted {
  const { remoteId } = shown;
  const { gains, loses } = compare({ ...shown, profile: wish.profile }, wish);
  const extra = loses.map((what): DriftFinding => ({ class: 'extra', person, remoteId, what }));
  const asleep = wish.account === 'active' && shown.account === 'suspended';
  if (asleep)
    return { findings: [{ class: 'changed', person, remoteId, what: 'suspended' }, ...extra], repairable: false };
  const lacks = wish.account === 'active' ? gains : [];
  const missing = lacks.map((what): DriftFinding => ({ class: 'missing', person, remoteId, what }));
  const isRenamed = wish.account === 'active' && userName !== undefined && userName !== shown.userName;
  const changed: DriftFinding[] = isRenamed ? [{ class: 'changed', person, remoteId, what: 'user name' }] : [];
  return { findings: [...missing, ...changed, ...extra], repairable: missing.length > 0 };
}
