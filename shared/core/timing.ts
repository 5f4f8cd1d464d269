// The few durations that the ledger's correctness rests on, in one place. Milliseconds.

/** The worker functions' timeout: no call of a claim is sent later than this after the claim. */
export const FUNCTION_TIMEOUT = 60_000;
/** A claim older than this is dead: its worker has ended. */
export const CLAIM = FUNCTION_TIMEOUT;
/** Calls to a target are given up after this, so that the settle still fits into the function. */
export const CALL_DEADLINE = 20_000;
/** A wish that nobody has taken up after this is woken by the sweep. */
export const GRACE = 60_000;
/** A grant is read back about this long after it was applied. */
export const VERIFY_AFTER = 60_000;
/** Deferred work is looked at by the person's own timer after this, should its pump be lost. */
export const DEFERRED = 15 * 60_000;
/** Timers are rounded up to this grid, so that claim and settle mostly leave the index as it is. */
export const GRID = 30_000;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The first grid point at or after `at`. */
export function onGrid(at: number): number {
  return Math.ceil(at / GRID) * GRID;
}
