// Watches which comparisons in constant time a check makes.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Runs `check` and answers the two lengths of each call of `timingSafeEqual` in it. */
export function comparisons(check: () => unknown): readonly (readonly [number, number])[] {
  const seen: [number, number][] = [];
  const real = crypto.timingSafeEqual;
  const watched: typeof real = (left, right) => {
    seen.push([left.byteLength, right.byteLength]);
    return real(left, right);
  };
  crypto.timingSafeEqual = watched;
  syncBuiltinESMExports();
  try {
    check();
  } finally {
    crypto.timingSafeEqual = real;
    syncBuiltinESMExports();
  }
  return seen;
}
