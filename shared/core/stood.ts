// Since which revision a person stands as they did: a decision that changes nothing but the version's name leaves what was pinned to them as good as it was.
import type { Person } from '../model/person.ts';
import type { DecisionInput } from './decision-input.ts';

interface Stands {
  readonly rev: number;
  readonly stood?: number | undefined;
}

/** The first revision at which everything was as it is now. */
export function stoodAt({ rev, stood = rev }: Stands): number {
  return stood;
}

/** Whether nothing of the person has moved since that revision. */
export function standsSince(person: Stands, revision: number): boolean {
  return stoodAt(person) <= revision && revision <= person.rev;
}

/** What `after` keeps as `stood`. What nobody asked for anew, and what says the same of facts, wishes and holds, is no move. */
export function stoodAfter(
  { person, events, prompt }: Pick<DecisionInput, 'person' | 'events' | 'prompt'>,
  after: Person,
): number | undefined {
  if (person.v === 0 || events.length > 0 || prompt) return undefined;
  return contentOf(person) === contentOf(after) ? stoodAt(person) : undefined;
}

function contentOf({ facts, standings, blocked, numbers, nextFact, lost, onTrial, pin }: Person): string {
  const rest = [blocked ?? [], numbers ?? {}, nextFact ?? null, lost ?? null, onTrial ?? null, pin ?? null];
  return JSON.stringify([facts, standings, ...rest]);
}
