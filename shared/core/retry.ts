// The only place that decides what a fault means: try again when, in doubt or not, or park with a cause.
import type { Fault } from '../model/fault.ts';
import { DAY, MINUTE } from './timing.ts';

/**
 * `again`: the operation stays in flight until `at`. `inDoubt`: the effect may have happened: it is waited out and read
 * before any retry. `stopsTarget`: no call of anybody helps until then (the breaker opens).
 */
export type Retry =
  | {
      readonly kind: 'again';
      readonly at: number;
      readonly inDoubt: boolean;
      readonly stopsTarget: boolean;
      readonly cause: string;
    }
  | { readonly kind: 'park'; readonly inDoubt: boolean; readonly cause: string };

/** How often each fault is tried before it parks; outages of a target may last a day. */
const TRIES: { readonly [kind in Fault['kind']]: number } = {
  throttled: 2_000,
  unavailable: 400,
  unknownOutcome: 60,
  denied: 300,
  conflict: 3,
  alreadyExists: 5,
  absent: 4,
  invalid: 1,
  unsupported: 1,
  quotaExceeded: 3,
  partial: 6,
  contractBreach: 6,
};

const IN_DOUBT: ReadonlySet<Fault['kind']> = new Set(['unknownOutcome', 'contractBreach', 'partial']);
const STOPS: ReadonlySet<Fault['kind']> = new Set(['throttled', 'unavailable', 'denied']);
const FIRST = 5_000;
const LONGEST = 5 * MINUTE;

/** Whether a call that ended so may still take effect: only a read can tell. */
export function isInDoubt({ kind }: Fault): boolean {
  return IN_DOUBT.has(kind);
}

/** What to do after `fault`, the `tries`-th in a row (from 1). `random` in [0, 1) spreads retries over half their wait. */
export function retry(fault: Fault, { tries, now, random }: { tries: number; now: number; random: number }): Retry {
  const inDoubt = isInDoubt(fault);
  if (tries >= TRIES[fault.kind]) return { kind: 'park', inDoubt, cause: fault.kind };
  const wait = Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 10));
  const spread = wait / 2 + (wait / 2) * random;
  const asked = fault.kind === 'throttled' ? Math.min(fault.retryAfterMs ?? 0, DAY) : 0;
  const at = Math.ceil(now + Math.max(spread, asked));
  return { kind: 'again', at, inDoubt, stopsTarget: STOPS.has(fault.kind), cause: fault.kind };
}
