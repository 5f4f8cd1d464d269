// One decision about one person: facts in, the person's next state, the plan and the audit row out. Pure.
import type { AuditRow } from '../model/audit.ts';
import type { Person, Standing } from '../model/person.ts';
import type { PlanEntry } from '../model/plan.ts';
import { stillAsked } from './asked.ts';
import type { DecisionInput } from './decision-input.ts';
import type { Delta } from './diff.ts';
import { COMPANY, type Tallies } from './guard.ts';
import { judge } from './judged.ts';
import { dueOf } from './ledger.ts';
import type { LossJudgement } from './losses.ts';
import { endedBefore, type Moved } from './moved.ts';
import { moveProtected } from './protected-target.ts';
import { repeated } from './repeated.ts';
import { considered } from './reviewed.ts';
import { stoodAfter } from './stood.ts';
import { type Ended, takeIn } from './taken-in.ts';
import { onTrialAfter } from './trial.ts';
import { sameWish, wished } from './wish.ts';

export interface Decision {
  readonly person: Person;
  /** The version that decided. The person's own stays the one before where not all that it asks for was considered. */
  readonly policy: string;
  readonly events: readonly Ended[];
  readonly entries: readonly PlanEntry[];
  readonly wished: readonly string[];
  readonly taken: DecisionInput['taken'];
  readonly operations: NonNullable<AuditRow['operations']>;
  /** The guard's item to write, only where somebody loses something. */
  readonly tallies?: Tallies;
  /** Somebody must apply something now; `urgent`: something is taken away. */
  readonly wake: 'none' | 'apply' | 'apply-urgent';
  /** Targets at which this person's losses are held after the decision. */
  readonly held: readonly string[];
}

/** Brings facts, policy and the last wishes together. The caller writes the result in one transaction or not at all. */
export function decide(input: DecisionInput): Decision {
  const { person, now } = input;
  const { facts, ends } = takeIn(input);
  const { identity, wanted, whole, difference, losses: judged, entries } = judge(input, facts);
  const rev = person.rev + 1;
  const moved = difference.deltas.map((delta) => move({ input, delta, rev, judged }));
  const again = repeated(input, {
    rev,
    judged,
    moved: moved.flatMap(({ target, wishes }) => (wishes ? [target] : [])),
  });
  const unheld = released(person, whole.deltas);
  const standings = sorted({ ...person.standings, ...unheld, ...asStandings(moved), ...asStandings(again) });
  const isWhole = difference.deltas.length === whole.deltas.length;
  const decided = {
    facts,
    numbers: input.numbers,
    standings,
    blocked: difference.blocked,
    onTrial: onTrialAfter(input, { identity, deltas: difference.deltas, standings }),
    ...considered(input, { nextAt: wanted.nextAt, isWhole }),
    ...lostAt(person, judged, now),
  };
  return {
    person: nextPerson(input, decided),
    policy: input.policy.version,
    events: ends,
    entries,
    taken: input.taken,
    wished: [...moved.filter(({ wishes }) => wishes), ...again].map(({ target }) => target),
    operations: [...moved, ...again].flatMap(({ ended }) => ended),
    ...(judged.verdict?.kind === 'pass' && { tallies: judged.verdict.tallies }),
    wake: wakeFor([...moved, ...again]),
    held: Object.entries(standings).flatMap(([target, { held }]) => (held ? [target] : [])),
  };
}

/** The person at the next revision, due when the first of its targets or facts is. */
function nextPerson(input: DecisionInput, decided: Partial<Person> & Pick<Person, 'standings'>): Person {
  const { person, now, askedAt } = input;
  const { v, rev, aud } = person;
  const due = dueOf({ standings: decided.standings, nextFact: decided.nextFact, now, before: person.due });
  const asked = stillAsked([...(person.asked ?? []), { rev: rev + 1, at: askedAt }], decided);
  const { stood, ...before } = person;
  const after = { ...before, ...decided, asked, v: v + 1, rev: rev + 1, aud: aud + 1, due };
  const since = stoodAfter(input, after);
  return { ...after, ...(since !== undefined && { stood: since }) };
}

/** What one delta does to its standing: a new wish, a hold, or nothing where the account is protected. */
function move({
  input,
  delta,
  rev,
  judged,
}: {
  input: DecisionInput;
  delta: Delta;
  rev: number;
  judged: LossJudgement;
}): Moved {
  const { target, wish } = delta;
  if (judged.protectedTargets.has(target)) return moveProtected(input, delta, rev);
  const before = input.person.standings[target];
  const takesAway = delta.loses.length > 0;
  if (before && judged.holding.has(target)) {
    if (before.held && sameWish(before.held.wish, wish)) return { target, wishes: false, takesAway, ended: [] };
    return {
      target,
      standing: { ...before, held: { rev, wish, ...causersOf(before, input) } },
      wishes: true,
      takesAway,
      ended: [{ target, revision: rev, end: 'held' }],
    };
  }
  const standing = wished(before, { wish, rev, takesAway, now: input.now, landing: input.landing(target) });
  const counted = isCounted(judged, target) ? { ...standing, lost: latest(input.now, standing.lost) } : standing;
  return { target, standing: counted, wishes: true, takesAway, ended: endedBefore(target, before) };
}

/** Whoever asked for what was held before has a part in what is held now. */
function causersOf({ held }: Standing, { causedBy }: DecisionInput): { causedBy?: readonly string[] } {
  const all = [...new Set([...(held?.causedBy ?? []), ...causedBy])].sort();
  return all.length > 0 ? { causedBy: all } : {};
}

/** A hold whose loss has disappeared is dropped. */
function released(person: Person, deltas: readonly Delta[]): { [target: string]: Standing } {
  const losing = new Set(deltas.filter(({ loses }) => loses.length > 0).map(({ target }) => target));
  return Object.fromEntries(
    Object.entries(person.standings).flatMap(([target, { held, ...standing }]) =>
      held && !losing.has(target) ? [[target, standing]] : [],
    ),
  );
}

/** A clock that goes back does not move a count into the past. */
function latest(now: number, before: number | undefined): number {
  return Math.max(now, before ?? 0);
}

function isCounted({ verdict }: LossJudgement, scope: string): boolean {
  return verdict?.kind === 'pass' && verdict.counted.includes(scope);
}

function lostAt(person: Person, judged: LossJudgement, now: number): { lost?: number } {
  if (isCounted(judged, COMPANY)) return { lost: latest(now, person.lost) };
  return person.lost === undefined ? {} : { lost: person.lost };
}

function wakeFor(moved: readonly Moved[]): Decision['wake'] {
  const going = moved.filter(({ standing }) => standing?.state === 'open');
  if (going.length === 0) return 'none';
  return going.some(({ takesAway }) => takesAway) ? 'apply-urgent' : 'apply';
}

function asStandings(moved: readonly Moved[]): { [target: string]: Standing } {
  return Object.fromEntries(moved.flatMap(({ target, standing }) => (standing ? [[target, standing]] : [])));
}

function sorted(standings: Person['standings']): Person['standings'] {
  return Object.fromEntries(Object.entries(standings).sort(([a], [b]) => (a < b ? -1 : 1)));
}
