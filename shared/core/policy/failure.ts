// Why a condition does not hold: how far from it the person is, and the first test that stands in the way.
import type { Observed, Tested } from './observe.ts';

/** The test in the way. `unwanted`: it holds, under a `not`. `alternatives`: how many others of an `any` failed too. */
export interface Failure {
  readonly tested: Tested;
  readonly unwanted: boolean;
  readonly alternatives: number;
}

/** How many tests must turn out otherwise for the condition to hold; 0 where it does, infinite where nothing would make it. */
export function distance(observed: Observed): number {
  return turns(observed, true);
}

/** The first test that failed, of alternatives the nearest one's; undefined where the condition holds, or never can. */
export function firstFailure(observed: Observed): Failure | undefined {
  const far = distance(observed);
  return far === 0 || far === Number.POSITIVE_INFINITY
    ? undefined
    : inTheWay(observed, { wanted: true, alternatives: 0 });
}

/** How many tests must turn for `observed` to be as `wanted`. */
function turns(observed: Observed, wanted: boolean): number {
  if (observed.holds === wanted) return 0;
  if (!('parts' in observed)) return 1;
  const { kind, parts } = observed;
  if (kind === 'not') return Math.max(...parts.map((part) => turns(part, !wanted)));
  const each = parts.map((part) => turns(part, wanted));
  return needsEach(kind, wanted) ? each.reduce((total, one) => total + one, 0) : Math.min(...each);
}

/** Every part of an `all` must hold, and none of an `any` where it is not to. */
function needsEach(kind: 'all' | 'any', wanted: boolean): boolean {
  return (kind === 'all') === wanted;
}

function inTheWay(
  observed: Observed,
  { wanted, alternatives }: { readonly wanted: boolean; readonly alternatives: number },
): Failure | undefined {
  if (!('parts' in observed)) return { tested: observed, unwanted: !wanted, alternatives };
  const { kind, parts } = observed;
  if (kind === 'not') return parts[0] && inTheWay(parts[0], { wanted: !wanted, alternatives });
  const failing = parts.filter((part) => part.holds !== wanted);
  if (needsEach(kind, wanted)) return failing[0] && inTheWay(failing[0], { wanted, alternatives });
  const nearest = Math.min(...failing.map((part) => turns(part, wanted)));
  const next = failing.find((part) => turns(part, wanted) === nearest);
  return next && inTheWay(next, { wanted, alternatives: alternatives + failing.length - 1 });
}
