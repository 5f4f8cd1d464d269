// Who is in a cohort, the same today and tomorrow: a share of the people by a hash of their id, and a condition.
import type { Cohort } from '../../model/policy/cohort.ts';

/** Parts of a hundred per cent that a share is told apart by. */
const PARTS = 10_000;

/**
 * Whether the person belongs to the cohort of that name: among the first `percent`, where it names a share, and with the
 * condition, where it has one. A larger share of the same cohort holds everybody of a smaller one.
 */
export function isInCohort(
  { name, cohort }: { readonly name: string; readonly cohort: Cohort },
  person: string,
  holds: (when: NonNullable<Cohort['when']>) => boolean,
): boolean {
  const { percent = 100, when } = cohort;
  if (share(name, person) >= percent * (PARTS / 100)) return false;
  return when === undefined || holds(when);
}

/** Where a person stands in a cohort's order: 0 up to 9,999. FNV-1a with a last mixing step (murmur3's). */
function share(name: string, person: string): number {
  let hash = 0x811c9dc5;
  for (const character of `${name}\n${person}`) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) % PARTS;
}
