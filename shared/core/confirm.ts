// What a read-back does to a person. Doubt is compared with the start of the read, never with its end or the settle.
import type { Profile, Reading } from '../model/access.ts';
import type { AuditRow } from '../model/audit.ts';
import type { Person, Standing } from '../model/person.ts';
import { rewritten } from './claim.ts';
import { HOUR, MINUTE, onGrid } from './timing.ts';
import { judge, moreThanWished } from './verify.ts';

/** A reading of one target: `rev` is the revision that was read for, `readAt` when the read began. */
export interface Checked {
  readonly target: string;
  readonly rev: number;
  readonly readAt: number;
  readonly profile: Profile;
  readonly reading: Reading;
}

export interface Confirmed {
  readonly person: Person;
  readonly changed: boolean;
  readonly ended: NonNullable<AuditRow['operations']>;
  readonly causes: readonly string[];
  /** Targets that are not as wished: they are wished again at the next revision. */
  readonly missed: readonly string[];
}

/** After this many read-backs in a row that found another state, the operation parks. */
const MISSES = 3;

/** Whether the target's read-back or second look is due. */
export function isReadable(person: Person, target: string, now: number): boolean {
  const standing = person.standings[target];
  if (!standing) return false;
  if (standing.state === 'applied' && (standing.verify ?? 0) <= now) return true;
  return (
    standing.look !== undefined && standing.look <= now && standing.state !== 'open' && standing.state !== 'claimed'
  );
}

/** Takes the readings in; those of another revision than the target's own tell nothing. */
export function confirm(person: Person, results: readonly Checked[], now: number): Confirmed {
  const standings: { [target: string]: Standing } = { ...person.standings };
  const ended: { target: string; revision: number; end: 'applied' | 'no-op' | 'parked' }[] = [];
  const missed: string[] = [];
  const causes: string[] = [];
  let changed = false;
  for (const checked of results) {
    const before = standings[checked.target];
    if (!before || before.rev !== checked.rev || !isReadable(person, checked.target, now)) continue;
    const step = confirmOne(before, checked, now);
    if (step.missed) missed.push(checked.target);
    if (step.end) ended.push({ target: checked.target, revision: before.rev, end: step.end });
    const more = step.end === 'parked' ? step.standing.cause : moreThanWished(before.wish, checked.reading);
    if (step.end && more !== undefined) causes.push(`${checked.target}: ${more}`);
    changed ||= step.standing !== before;
    standings[checked.target] = step.standing;
  }
  return { person: rewritten(person, standings, now), changed, ended, causes, missed };
}

type Step = { readonly standing: Standing; readonly end?: 'applied' | 'no-op' | 'parked'; readonly missed?: boolean };

function confirmOne(before: Standing, { reading, readAt, profile }: Checked, now: number): Step {
  const judgement = judge({ wish: before.wish, gone: before.had, profile }, reading);
  if (judgement.kind === 'unclear') return { standing: unclear(before, judgement.why, now) };
  if (judgement.kind === 'unmet') return unmet(before, judgement.what);
  const sure = before.doubt === undefined || readAt >= before.doubt;
  if (!sure && before.state === 'applied' && before.wish.account === 'active')
    return { standing: later(before, before.doubt) };
  const { verify, look, doubt, had, cause, ...clean } = before;
  const end = before.state !== 'applied' ? undefined : before.noop ? 'no-op' : 'applied';
  const remoteId = reading.kind === 'found' ? { remoteId: reading.remoteId } : {};
  const rest = sure ? { had: [] } : { had, doubt, look: doubt };
  return { standing: { ...clean, ...remoteId, ...rest, state: 'verified', tries: 0, misses: 0 }, ...(end && { end }) };
}

/** A parked or refused target that is looked at stays as it is; others are wished again, or parked after some misses. */
function unmet(before: Standing, what: string): Step {
  const { look, ...rest } = before;
  if (before.state === 'parked' || before.state === 'refused') return { standing: rest };
  if (before.misses + 1 < MISSES) return { standing: before, missed: true };
  if (before.state === 'applied')
    return { standing: { ...rest, state: 'parked', cause: `read back: ${what}`, misses: 0 }, end: 'parked' };
  return { standing: before, missed: true };
}

/** A read that told nothing is made again, after growing waits of up to an hour. */
function unclear(before: Standing, why: string, now: number): Standing {
  const wait = Math.min(HOUR, MINUTE * 2 ** Math.min(before.tries, 10));
  return { ...later(before, onGrid(now + wait)), tries: before.tries + 1, cause: `not read back: ${why}` };
}

function later(before: Standing, at: number | undefined): Standing {
  if (before.state === 'applied') return { ...before, ...(at !== undefined && { verify: at }) };
  return { ...before, ...(at !== undefined && { look: at }) };
}
