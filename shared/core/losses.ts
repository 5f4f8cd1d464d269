// Which losses of a decision pass: protected accounts never, what is held stays held, the rest is asked of the guard at once.
import type { Identity, Person } from '../model/person.ts';
import type { PlanEntry } from '../model/plan.ts';
import { decidedIdentity } from './decided.ts';
import type { DecisionInput } from './decision-input.ts';
import type { Delta } from './diff.ts';
import { endsAsGranted } from './fixed-end.ts';
import { COMPANY, type Counts, guard, type Verdict } from './guard.ts';
import { circumstancesOf, profileAt } from './policy/reference.ts';
import type { Subject } from './policy/subject.ts';
import { isTakenBack } from './trial.ts';
import { sameWish } from './wish.ts';

export interface LossJudgement {
  readonly verdict?: Verdict;
  /** Targets with losses that do not pass. */
  readonly holding: ReadonlySet<string>;
  readonly protectedTargets: ReadonlySet<string>;
  readonly losing: readonly string[];
  readonly note: string;
}

/**
 * Protected accounts first, then the guard over all that is lost and not released. A loss once held stays held, until
 * its plan is released as it was reviewed, or an urgent leave asks for more than was held.
 */
export function judgeLosses(
  input: DecisionInput,
  deltas: readonly Delta[],
  { status, attributes }: Identity,
): LossJudgement {
  const { person, now } = input;
  if (deltas.length === 0 && !input.prompt) return NOTHING_LOST;
  const before = isAsDecided(input) ? { status, attributes } : decidedIdentity(person, now);
  const names = [
    { attributes: before.attributes, numbers: person.numbers ?? {} },
    { attributes, numbers: input.numbers },
  ];
  const protectedTargets = new Set(
    [...deltas, ...askedAgain(input)].filter((asked) => isProtected(input, asked, names)).map(({ target }) => target),
  );
  const losing = deltas.filter(({ target, loses }) => loses.length > 0 && !protectedTargets.has(target));
  const isNews = !(status === 'left' && hasCome(input) && endsAsGranted(person.facts, now));
  const freed = losing
    .filter((delta) => !isNews || isReleased(input, delta) || isTakenBack(input, delta))
    .map(({ target }) => target);
  const urgent = status === 'left' && before.status !== 'left' && isUrgentLeave(input);
  const stillHeld = losing
    .filter(({ target }) => !urgent && person.standings[target]?.held && !freed.includes(target))
    .map(({ target }) => target);
  const asking = losing
    .map(({ target }) => target)
    .filter((name) => !stillHeld.includes(name) && !freed.includes(name));
  const judged = { protectedTargets, losing: losing.map(({ target }) => target) };
  if (asking.length === 0) return { ...judged, holding: new Set(stillHeld), note: HELD_BEFORE };
  const verdict = guard(
    input.tallies,
    { targets: asking, counted: countedOf(person), urgent },
    { now, limits: input.limits },
  );
  const holding = new Set(verdict.kind === 'hold' ? [...stillHeld, ...asking] : stillHeld);
  return { ...judged, verdict, holding, note: verdict.kind === 'hold' ? noteOf(verdict) : HELD_BEFORE };
}

const HELD_BEFORE = 'held before';
const NOTHING_LOST: LossJudgement = {
  holding: new Set(),
  protectedTargets: new Set(),
  losing: [],
  note: HELD_BEFORE,
};

/** Nothing was said and no day has come since the last decision: what is known now is what was known then. */
function isAsDecided({ person, events, now }: DecisionInput): boolean {
  return events.length === 0 && (person.nextFact ?? Number.POSITIVE_INFINITY) > now;
}

/** A hold is released as it was reviewed: what the policy or a day that came has changed since stays held. */
function isReleased({ person, prompt }: DecisionInput, { target, wish }: Delta): boolean {
  if (prompt?.kind !== 'release' || !prompt.targets.includes(target)) return false;
  const held = person.standings[target]?.held;
  return prompt.of === 'absence' || (held !== undefined && sameWish(held.wish, wish));
}

/** One event about one person that itself says that they left, not one that only might have; or the day that it named has come. */
function isUrgentLeave(input: DecisionInput): boolean {
  const { events } = input;
  const [event] = events;
  const saysSo = event?.urgent === true && event.fact?.turns.some((turn) => turn.status === 'left') === true;
  return hasCome(input) || (events.length === 1 && saysSo);
}

/** Nobody says anything: a day that was named has come. */
function hasCome({ events, prompt }: DecisionInput): boolean {
  return events.length === 0 && prompt === undefined;
}

/** What a prompt would bring about once more, whether or not anything differs. */
function askedAgain({ person, prompt }: DecisionInput): readonly Pick<Delta, 'target' | 'wish'>[] {
  return (prompt?.targets ?? []).flatMap((target) => {
    const standing = person.standings[target];
    return standing ? [{ target, wish: standing.wish }] : [];
  });
}

/** Untouchable by its id, or by a user name that the person has now or had before this decision. */
function isProtected(
  { person, policy, canonical, isProtected: check, now }: DecisionInput,
  { target, wish }: Pick<Delta, 'target' | 'wish'>,
  names: readonly Pick<Required<Subject>, 'attributes' | 'numbers'>[],
): boolean {
  const remoteId = person.standings[target]?.remoteId;
  return names.some(({ attributes, numbers }) => {
    const circumstances = circumstancesOf(policy.bundle, { person: person.id, attributes }, now);
    const plain = profileAt(policy.bundle, target, { subject: { numbers }, circumstances });
    const named = plain.userName !== undefined;
    const { profile } = named ? canonical(target, { ...wish, profile: plain }) : { profile: plain };
    return check(target, { userName: profile.userName ?? '', ...(remoteId !== undefined && { remoteId }) });
  });
}

function countedOf(person: Person): Counts {
  return { ...(person.lost !== undefined && { [COMPANY]: person.lost }), ...lostByTarget(person) };
}

function noteOf(verdict: Extract<Verdict, { kind: 'hold' }>): string {
  return `over budget: ${verdict.budget} people an ${verdict.window} ${verdict.scope === COMPANY ? 'in all' : `at ${verdict.scope}`}`.replace(
    'an day',
    'a day',
  );
}

function lostByTarget({ standings }: Person): { [target: string]: number } {
  return Object.fromEntries(
    Object.entries(standings).flatMap(([target, { lost }]) => (lost === undefined ? [] : [[target, lost]])),
  );
}

/** The plan's word for one delta. */
export function wordFor(judged: LossJudgement, { target }: Delta): { verdict: PlanEntry['verdict']; note?: string } {
  if (judged.protectedTargets.has(target)) return { verdict: 'protected', note: 'protected account' };
  if (judged.holding.has(target)) return { verdict: 'held', note: judged.note };
  return { verdict: 'go' };
}
