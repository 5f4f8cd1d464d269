// Who a person is to those who carry a decision out: what has come into effect since waits for its own decision.

import type { Profile } from '../model/access.ts';
import type { Identity, Person } from '../model/person.ts';
import type { Policy } from '../model/policy/policy.ts';
import { fold } from './fold.ts';
import { circumstancesOf, profileAt } from './policy/reference.ts';

/** The person as the last decision knew them: a fact whose day has come since then does not speak before it was judged. */
export function decidedIdentity(person: Pick<Person, 'facts' | 'nextFact'>, now: number): Identity {
  return fold(person.facts, decidedUntil(person, now));
}

/** The profile at one target as the last decision made it, by the policy that it was made by; empty where that is not known. */
export function decidedProfile(
  policy: Policy | undefined,
  person: Pick<Person, 'id' | 'facts' | 'nextFact' | 'numbers'>,
  { target, now }: { readonly target: string; readonly now: number },
): Profile {
  if (!policy) return {};
  const { attributes } = decidedIdentity(person, now);
  const circumstances = circumstancesOf(policy, { person: person.id, attributes }, decidedUntil(person, now));
  return profileAt(policy, target, { subject: person, circumstances });
}

function decidedUntil({ nextFact }: Pick<Person, 'nextFact'>, now: number): number {
  return Math.min(now, (nextFact ?? Number.POSITIVE_INFINITY) - 1);
}
