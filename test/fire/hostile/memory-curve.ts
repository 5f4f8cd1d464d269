// Whether memory is flat: what it does after the engine and the caches have filled, as a slope and not as a difference of two moments.

export interface Sample {
  readonly requests: number;
  /** Resident, MB. */
  readonly mb: number;
}

/** Requests after which code is compiled, buffers have their size and the stores' caches are full. */
const WARM_AFTER = 10_000;

/** MB by which memory grows in 10,000 requests: the straight line through the later half of what was measured when warm. */
export function slopeMb(samples: readonly Sample[]): number {
  const warm = samples.filter(({ requests }) => requests >= WARM_AFTER);
  const later = warm.slice(Math.floor(warm.length / 2));
  const mean = (of: (sample: Sample) => number) => later.reduce((sum, sample) => sum + of(sample), 0) / later.length;
  const [x, y] = [mean(({ requests }) => requests), mean(({ mb }) => mb)];
  const spread = later.reduce((sum, { requests }) => sum + (requests - x) ** 2, 0);
  const together = later.reduce((sum, { requests, mb }) => sum + (requests - x) * (mb - y), 0);
  return spread === 0 ? 0 : (10_000 * together) / spread;
}

/** MB between the first measure when warm and the last; 0 when it never was. */
export function growthMb(samples: readonly Sample[]): number {
  const warm = samples.filter(({ requests }) => requests >= WARM_AFTER);
  return (warm.at(-1)?.mb ?? 0) - (warm[0]?.mb ?? 0);
}
