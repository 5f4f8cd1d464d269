// Whom a change of the policy can concern: everybody else need not be looked at.
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import { listedOf } from './policy/listed.ts';
import { revised } from './policy/revised.ts';
import { rollOf } from './policy/roll.ts';
import { subjectAt } from './subject-at.ts';

export interface Change {
  readonly before: Policy;
  readonly after: Policy;
  /** When it is asked for, ms. */
  readonly at: number;
}

/** Those of the people of whom `after` may ask something else than `before`, in their order; of nobody else it does. */
export function concerned(people: readonly Person[], { before, after, at }: Change): readonly Person[] {
  const listed = listedOf(people.map((person) => subjectAt(person, at)));
  const { touched } = revised(rollOf(before, listed, at), after);
  return touched.flatMap((position) => people[position] ?? []);
}
