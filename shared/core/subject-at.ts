// Of whom the policy is asked: a person of the ledger as the facts say at one moment.
import type { Person } from '../model/person.ts';
import { fold } from './fold.ts';
import type { Subject } from './policy/subject.ts';

/** With the numbers of their unique names. */
export function subjectAt({ id, facts, numbers }: Pick<Person, 'id' | 'facts' | 'numbers'>, at: number): Subject {
  const { status, attributes } = fold(facts, at);
  return { person: id, status, attributes, ...(numbers && { numbers }) };
}
