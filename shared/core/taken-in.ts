// Takes the events of a decision into the facts of a person, as far as there is room for them.
import type { EventEnd } from '../model/event.ts';
import type { Fact } from '../model/person.ts';
import type { DecisionInput } from './decision-input.ts';
import { type Absorbed, absorb } from './fact.ts';
import { packFacts } from './packed-fact.ts';

/** Facts of a person that may lie ahead. A source that sends more has most likely lost its mind. */
const AHEAD = 64;
/** Bytes of facts, of the 400 KB that an item may have: what is left is for the targets, and for a leave that still comes. */
const ROOM = 300_000;

const encoder = new TextEncoder();

/** What became of an event; `cause`: why it is parked. */
export interface Ended {
  readonly id: string;
  readonly end: EventEnd;
  readonly cause?: string;
}

/** The facts with those of the events, and how each event ends. One for which there is no room parks; a leave never does. */
export function takeIn({ person, events, now }: Pick<DecisionInput, 'person' | 'events' | 'now'>): {
  facts: readonly Fact[];
  ends: readonly Ended[];
} {
  let facts = person.facts;
  const ends = events.map(({ id, fact, end }): Ended => {
    if (!fact) return { id, end: end ?? 'refused' };
    const absorbed = absorb(facts, fact, now);
    const cause = isAlwaysTaken(fact) ? undefined : tooMuch(facts, absorbed, now);
    if (cause !== undefined) return { id, end: 'parked', cause };
    facts = absorbed.facts;
    return { id, end: absorbed.end };
  });
  return { facts, ends };
}

function isAlwaysTaken({ turns, rescinds }: Fact): boolean {
  return rescinds !== undefined || turns.some(({ status }) => status === 'left');
}

/** Only what adds to too much is too much: whatever makes it less is taken. */
function tooMuch(before: readonly Fact[], { facts }: Absorbed, now: number): string | undefined {
  const ahead = aheadOf(facts, now);
  if (ahead > AHEAD && ahead > aheadOf(before, now)) return `more than ${AHEAD} facts of this person lie ahead`;
  const bytes = bytesOf(facts);
  if (bytes > ROOM && bytes > bytesOf(before)) return `more than ${ROOM / 1_000} KB of facts of this person`;
  return undefined;
}

function aheadOf(facts: readonly Fact[], now: number): number {
  return facts.filter(({ at, whole, turns }) => (!whole && at > now) || turns.some((turn) => turn.at > now)).length;
}

function bytesOf(facts: readonly Fact[]): number {
  return encoder.encode(packFacts(facts)).length;
}
