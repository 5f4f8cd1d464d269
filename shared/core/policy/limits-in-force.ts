// The limits that the guard goes by: a version that makes them weaker does not choose them for the people whom it takes something from.
import type { InForce } from '../../model/policy/in-force.ts';
import type { Limits } from '../../model/policy/limits.ts';
import { DAY } from '../timing.ts';

const FIELDS = ['hourPercent', 'dayPercent'] as const;

/** The longest window of the guard: what was taken under the limits of before is forgotten after it. */
const KEPT = DAY;

interface Live {
  /** Of the version that decides. */
  readonly own: Limits;
  /** Of the version for everybody. */
  readonly base: Limits;
  readonly inForce: Pick<InForce, 'stricter'>;
}

/** Field by field the strictest of the version that decides, of the one for everybody, and of what was for everybody a day ago. */
export function limitsInForce({ own, base, inForce: { stricter } }: Live, now: number): Limits {
  const both = strictest(own, base);
  return stricter && now < stricter.until ? strictest(both, stricter) : both;
}

interface Following {
  readonly before: Pick<InForce, 'stricter'>;
  /** Limits of the version that was for everybody, and of the one that is. */
  readonly from: Limits;
  readonly to: Limits;
}

/**
 * What is remembered once another version is for everybody. Where it is weaker in anything, all that held until then holds for
 * another day; a second one within that day begins the day anew, with the strictest of both.
 */
export function stricterAfter({ before, from, to }: Following, now: number): InForce['stricter'] {
  const { stricter } = before;
  const isLive = stricter !== undefined && now < stricter.until;
  if (!FIELDS.some((name) => to[name] > from[name])) return isLive ? stricter : undefined;
  return { ...(isLive ? strictest(from, stricter) : strictest(from, from)), until: now + KEPT };
}

function strictest(one: Limits, other: Limits): Limits {
  return {
    hourPercent: Math.min(one.hourPercent, other.hourPercent),
    dayPercent: Math.min(one.dayPercent, other.dayPercent),
  };
}
