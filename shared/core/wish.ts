// Sets a new wish upon a standing: what may still land from before puts the target in doubt.
//
//   before            the new wish only gives           the new wish takes something away
//   never claimed     at once                           at once
//   claimed, open     when the old call cannot land     at once, and looked at again when the old call cannot land
//                     any more                          any more (an account in the making: waits like a grant)
//
// A call whose end its own worker reports later lands no more: its attempt stays with the new wish, and lifts the doubt (`settle`).

import type * as z from 'zod';
import type { OperationEnd } from '../model/audit.ts';
import type { LedgerWish, Standing } from '../model/person.ts';
import { FUNCTION_TIMEOUT } from './timing.ts';

export type OperationEndWord = z.infer<typeof OperationEnd>;

export interface NewWish {
  readonly wish: LedgerWish;
  readonly rev: number;
  readonly takesAway: boolean;
  readonly now: number;
  /** How long a call may still take effect after we gave up waiting, ms: the adapter's capability. */
  readonly landing: number;
}

/** The moment from which no call of this standing's last claim can take effect any more; undefined: none was made. */
export function landedBy(standing: Standing, landing: number): number | undefined {
  const own =
    standing.state === 'claimed' && standing.claimed !== undefined ? standing.claimed + FUNCTION_TIMEOUT + landing : 0;
  const until = Math.max(own, standing.doubt ?? 0);
  return until > 0 ? until : undefined;
}

/**
 * How the operation that a new wish replaces has ended, unless the log has it already. What the target replied is not
 * believed before it was read back.
 */
export function endOf(standing: Standing | undefined): OperationEndWord | undefined {
  const isOpen = standing?.state === 'open' || standing?.state === 'claimed' || standing?.state === 'applied';
  return isOpen ? 'superseded' : undefined;
}

/** The attempt on whose call alone the doubt rests; undefined when an earlier call may land as well. */
function doubtedAttempt({ state, attempt, claimed, doubt }: Standing): string | undefined {
  return state === 'claimed' && (doubt ?? 0) > (claimed ?? 0) ? undefined : attempt;
}

/** The standing under a new wish, open for a worker. */
export function wished(before: Standing | undefined, { wish, rev, takesAway, now, landing }: NewWish): Standing {
  const doubt = before && landedBy(before, landing);
  const inDoubt = doubt !== undefined && doubt > now;
  const attempt = before && doubtedAttempt(before);
  const overtakes = takesAway && (wish.account === 'suspended' || before?.remoteId !== undefined);
  const had = [...new Set([...(before?.had ?? []), ...(before?.wish.entitlements ?? [])])];
  return {
    wish,
    rev,
    state: 'open',
    had: had.filter((name) => !wish.entitlements.includes(name)).sort(),
    ...(before?.remoteId !== undefined && { remoteId: before.remoteId }),
    ...(inDoubt && { doubt }),
    ...(inDoubt && attempt !== undefined && { attempt }),
    ...(inDoubt && overtakes && { look: doubt }),
    ...(inDoubt && !overtakes && { next: doubt }),
    ...(before?.lost !== undefined && { lost: before.lost }),
    tries: 0,
    misses: 0,
    noop: false,
    queued: false,
  };
}

/** Whether both wish for the same. */
export function sameWish(a: LedgerWish, b: LedgerWish): boolean {
  return a.account === b.account && a.profile === b.profile && a.entitlements.join('\n') === b.entitlements.join('\n');
}
