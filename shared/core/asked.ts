// When what is unfinished was asked for: where the clocks of the service levels start, kept with the person until the end.
import type { Ask, Person, Standing } from '../model/person.ts';

type Unfinished = Pick<Person, 'standings' | 'blocked'>;

/** The asks that something unfinished still rests on: in flight, parked, refused, held, or blocked (which names no revision: the oldest). */
export function stillAsked(asked: readonly Ask[], { standings, blocked = [] }: Unfinished): readonly Ask[] {
  if (asked.length === 0) return asked;
  const revisions = new Set(Object.values(standings).flatMap(revisionsOf));
  return asked.filter(({ rev }, position) => revisions.has(rev) || (position === 0 && blocked.length > 0));
}

function revisionsOf({ state, rev, held }: Standing): readonly number[] {
  return [...(state === 'verified' ? [] : [rev]), ...(held ? [held.rev] : [])];
}

/** Since when the revision's work has been asked for, ms; undefined: nothing of it is unfinished, or it was asked before asks were kept. */
export function askedAt({ asked = [] }: Pick<Person, 'asked'>, rev: number): number | undefined {
  return asked.find((ask) => ask.rev === rev)?.at;
}

/** The earliest ask of these revisions; undefined when none is known. */
export function earliestAsk(person: Pick<Person, 'asked'>, revisions: readonly number[]): number | undefined {
  const known = revisions.flatMap((rev) => askedAt(person, rev) ?? []);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** Seconds are counted from here, so that six digits in base 36 last until 2088. */
const FIRST = Date.UTC(2020);
const DIGITS = 6;

/** Revision and second, in base 36: eight bytes while something is unfinished, none afterwards. */
export function packAsked(asked: readonly Ask[]): string {
  const second = (at: number) => Math.max(0, Math.floor((at - FIRST) / 1000));
  return asked.map(({ rev, at }) => rev.toString(36) + second(at).toString(36).padStart(DIGITS, '0')).join(' ');
}

/** The inverse of `packAsked`. */
export function unpackAsked(packed: string): readonly Ask[] {
  return packed.split(' ').map((part) => ({
    rev: Number.parseInt(part.slice(0, -DIGITS), 36),
    at: FIRST + Number.parseInt(part.slice(-DIGITS), 36) * 1000,
  }));
}
