// Which targets of a person can be worked now, and the claim that says a worker is at them.
import type { Person, Standing } from '../model/person.ts';
import { stillAsked } from './asked.ts';
import { dueOf } from './ledger.ts';
import { CLAIM } from './timing.ts';
import { takesAway } from './verify.ts';
import { landedBy } from './wish.ts';

/** A dead worker's claim is open again; what it sent may still land, so the target is in doubt. */
export function withoutDeadClaim(standing: Standing, { now, landing }: { now: number; landing: number }): Standing {
  if (standing.state !== 'claimed' || (standing.claimed ?? 0) + CLAIM > now) return standing;
  const doubt = landedBy(standing, landing);
  const { claimed, attempt, ...rest } = standing;
  const inDoubt = doubt !== undefined && doubt > now;
  const removal = takesAway(rest) && (rest.wish.account === 'suspended' || rest.remoteId !== undefined);
  return {
    ...rest,
    state: 'open',
    ...(doubt !== undefined && { doubt }),
    ...(inDoubt && (removal ? { look: doubt } : { next: doubt })),
  };
}

/** Open, its time has come, and no call of before can land any more (removals need not wait for that). */
export function isWorkable(standing: Standing, now: number): boolean {
  if (standing.state !== 'open' || (standing.next ?? 0) > now) return false;
  const removal = takesAway(standing) && (standing.wish.account === 'suspended' || standing.remoteId !== undefined);
  return removal || (standing.doubt ?? 0) <= now;
}

/** The person with these targets claimed under one attempt token. */
export function claim(
  person: Person,
  targets: readonly string[],
  { attempt, now }: { attempt: string; now: number },
): Person {
  const claimed = Object.entries(person.standings).map(([target, standing]) => {
    if (!targets.includes(target)) return [target, standing] as const;
    const { next, ...rest } = standing;
    return [target, { ...rest, state: 'claimed' as const, attempt, claimed: now, queued: false }] as const;
  });
  return rewritten(person, Object.fromEntries(claimed), now);
}

/** The person with other standings: version raised, due time anew, revision and facts as they were. */
export function rewritten(person: Person, standings: Person['standings'], now: number): Person {
  return {
    ...person,
    v: person.v + 1,
    standings,
    ...(person.asked && { asked: stillAsked(person.asked, { ...person, standings }) }),
    due: dueOf({ standings, nextFact: person.nextFact, now, before: person.due }),
  };
}
