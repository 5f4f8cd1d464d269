// Whether inbox and audit log agree on how many events have ended, told without stopping either: by comparing with an earlier count.

/** One count: ended inbox rows as a census found them, and the ends that sealed heads named just before. `at` is ms. */
export interface EndCount {
  readonly at: number;
  readonly ended: number;
  readonly sealed: number;
}

/** Counts closer together prove nothing: a head may lag by minutes. */
const APART = 30 * 60_000;

export function isApart(before: EndCount, now: EndCount): boolean {
  return now.at - before.at >= APART;
}

/** What a single count can prove: whatever a head names has ended in the inbox, which is counted after the head was read. */
export function residueAlone({ ended, sealed }: EndCount): number {
  return Math.max(0, sealed - ended);
}

/**
 * Both numbers only grow, and each must have caught up with the other's earlier count: what was ended then is sealed by now, and what was
 * sealed then is ended now. Answers how many are missing on either side; 0 is proof for everything older than the count before.
 */
export function residueBetween(before: EndCount, now: EndCount): number {
  return Math.max(0, before.ended - now.sealed) + Math.max(0, before.sealed - now.ended);
}

/** Final ends among the sums of a head. */
export function namedEnds(events: { readonly [end: string]: number }): number {
  return Object.entries(events).reduce((sum, [end, count]) => sum + (end === 'waiting' ? 0 : count), 0);
}
