// What a release decides: what two people have read, and nothing beside it.
import type { Person } from '../model/person.ts';
import type { DecisionInput } from './decision-input.ts';
import type { Difference } from './diff.ts';

/** The difference as it was reviewed: of a release, only the targets that its plan names. */
export function asReviewed({ prompt }: DecisionInput, difference: Difference): Difference {
  if (prompt?.kind !== 'release' || prompt.of === 'absence') return difference;
  return { ...difference, deltas: difference.deltas.filter(({ target }) => prompt.targets.includes(target)) };
}

/**
 * What the person counts as decided by. A release that leaves something aside decides no more than what was reviewed: a
 * fact whose day has come and a newer policy still stand out, and are found by the sweep.
 */
export function considered(
  { person, policy }: DecisionInput,
  { nextAt, isWhole }: { nextAt: number | undefined; isWhole: boolean },
): Pick<Person, 'policy' | 'nextFact'> {
  if (!isWhole) return { policy: person.policy, nextFact: person.nextFact ?? nextAt };
  return { policy: policy.version, nextFact: nextAt };
}
