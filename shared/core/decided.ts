// Who a person is to those who carry a decision out: what has come into effect since waits for its own decision.
import type { Identity, Person } from '../model/person.ts';
import { fold } from './fold.ts';

/** The person as the last decision knew them: a fact whose day has come since then does not speak before it was judged. */
export function decidedIdentity({ facts, nextFact }: Pick<Person, 'facts' | 'nextFact'>, now: number): Identity {
  return fold(facts, Math.min(now, (nextFact ?? Number.POSITIVE_INFINITY) - 1));
}
