// Which losses of a decision pass: protected accounts never, what is held stays held, the rest is asked of the guard at once.
import type { Person } from '../model/person.ts';
import type { PlanEntry } from '../model/plan.ts';
import type { DecisionInput } from './decision-input.ts';
import type { Delta } from './diff.ts';
import { COMPANY, guard, type Verdict } from './guard.ts';

export interface LossJudgement {
  readonly verdict?: Verdict;
  /** Targets with losses that do not pass. */
  readonly holding: ReadonlySet<string>;
  readonly protectedTargets: ReadonlySet<string>;
  readonly losing: readonly string[];
  readonly note: string;
}

/** Protected accounts first, then the guard over all that is lost and not released; a loss once held stays held. */
export function judgeLosses(input: DecisionInput, deltas: readonly Delta[]): LossJudgement {
  const { person, prompt, now } = input;
  const protectedTargets = new Set(deltas.filter((delta) => isProtected(input, delta)).map(({ target }) => target));
  const losing = deltas
    .filter(({ target, loses }) => loses.length > 0 && !protectedTargets.has(target))
    .map(({ target }) => target);
  const freed = prompt?.kind === 'release' ? prompt.targets : [];
  const stillHeld = losing.filter((target) => person.standings[target]?.held && !freed.includes(target));
  const asking = losing.filter((target) => !stillHeld.includes(target) && !freed.includes(target));
  if (asking.length === 0) return { holding: new Set(stillHeld), protectedTargets, losing, note: 'held before' };
  const counted = { ...(person.lost !== undefined && { [COMPANY]: person.lost }), ...lostByTarget(person) };
  const urgent = input.events.length === 1 && input.events[0]?.urgent === true;
  const verdict = guard(
    input.tallies,
    { targets: asking, counted, urgent },
    { now, limits: input.policy.bundle.limits },
  );
  const holding = new Set(verdict.kind === 'hold' ? [...stillHeld, ...asking] : stillHeld);
  return { verdict, holding, protectedTargets, losing, note: noteOf(verdict) };
}

function isProtected({ person, isProtected: check }: DecisionInput, { target, userName, loses }: Delta): boolean {
  const remoteId = person.standings[target]?.remoteId;
  return loses.length > 0 && check(target, { userName, ...(remoteId !== undefined && { remoteId }) });
}

function noteOf(verdict: Verdict): string {
  if (verdict.kind === 'pass') return '';
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
