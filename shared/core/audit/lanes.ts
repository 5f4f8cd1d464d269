// Which minutes a run of the sealer reads: each minute again at growing ages, because rows commit after their stamp.

/**
 * Ages in minutes at which a minute is read again. A row commits up to 90 s after its stamp, the index lags, and the clocks
 * of writer and sealer may each be ten minutes off; after the last age a row would be missed, and the check would name the gap.
 */
const ages = [0, 1, 2, 4, 8, 16, 32] as const;

/** After this many minutes a minute is not read again. */
const horizonMinutes = 32;

/** Most minutes that one head catches up after an outage, so that it stays within one transaction. */
const strideMinutes = 30;

/**
 * Minutes since the epoch: all up to `through` were read at age 0; none up to `cleaned` is read again; what was kept to read
 * those up to `swept` again is deleted.
 */
export interface Reach {
  readonly through: number;
  readonly cleaned: number;
  readonly swept: number;
}

/** Before anything was read, when `oldest` is the minute of the oldest row, or the present one. */
export function firstReach(oldest: number): Reach {
  const before = oldest - horizonMinutes - 1;
  return { through: oldest, cleaned: before, swept: before };
}

/** How far this head reads: to `now`, or one stride after an outage. */
export function strideTo({ through }: Reach, now: number): number {
  return Math.min(now, through + strideMinutes);
}

/** The minutes to read when the clock shows minute `until`, ascending; the newest is always read, also twice in a minute. */
export function minutesToRead({ through, cleaned }: Reach, until: number): readonly number[] {
  const minutes = new Set<number>();
  for (let minute = Math.min(through, until); minute <= until; minute += 1) minutes.add(minute);
  for (const age of ages) for (let minute = through - age + 1; minute <= until - age; minute += 1) minutes.add(minute);
  return [...minutes].filter((minute) => minute > cleaned).sort((a, b) => a - b);
}

/** The reach after reading up to `until`, when `cleaned` has been swept; a clock that went back takes nothing back. */
export function reachAfter({ through, cleaned }: Reach, until: number): Reach {
  const reached = Math.max(through, until);
  return { through: reached, cleaned: Math.max(cleaned, reached - horizonMinutes - 1), swept: cleaned };
}
