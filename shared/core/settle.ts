// What a worker's results do to a person: only targets whose revision and attempt are its own are written.

import type { AuditRow } from '../model/audit.ts';
import type { Person, Standing } from '../model/person.ts';
import type { Outcome } from '../ports/adapter.ts';
import { rewritten } from './claim.ts';
import { isInDoubt, retry } from './retry.ts';
import { FUNCTION_TIMEOUT, onGrid, VERIFY_AFTER } from './timing.ts';
import type { Judgement } from './verify.ts';

/** One target's result. `judgement` of the read-back that a removal gets at once; `readAt` is when that read began. */
export interface Result {
  readonly target: string;
  readonly rev: number;
  readonly attempt: string;
  readonly outcome: Outcome;
  readonly removal: boolean;
  readonly judgement?: Judgement;
  readonly readAt?: number;
}

export interface SettleContext {
  readonly now: number;
  readonly landing: (target: string) => number;
  readonly readLag: (target: string) => number;
  readonly random: () => number;
}

export interface Settled {
  readonly person: Person;
  /** End states that must reach the audit log with this very write. */
  readonly ended: NonNullable<AuditRow['operations']>;
  /** Targets that ended as parked or refused, and why. */
  readonly causes: { readonly [target: string]: string };
  /** Targets whose breaker should hear of the fault, with the moment to try again. */
  readonly stopped: { readonly [target: string]: { readonly cause: string; readonly until: number } };
  /** Whether a newer wish waited for one of these calls alone, and can be worked now. */
  readonly lifted: boolean;
}

type Step = {
  standing: Standing;
  end?: 'applied' | 'no-op' | 'refused' | 'parked';
  stopped?: { cause: string; until: number };
};

/** Applies the results to the person as it is now; a result that is not its own only asks for an immediate look. */
export function settle(person: Person, results: readonly Result[], context: SettleContext): Settled {
  const standings: { [target: string]: Standing } = { ...person.standings };
  const ended: { target: string; revision: number; end: 'applied' | 'no-op' | 'refused' | 'parked' }[] = [];
  const causes: { [target: string]: string } = {};
  const stopped: { [target: string]: { cause: string; until: number } } = {};
  let lifted = false;
  for (const result of results) {
    const before = standings[result.target];
    if (!before) continue;
    const own = before.state === 'claimed' && before.rev === result.rev && before.attempt === result.attempt;
    const lifts = isWaitedFor(before, result);
    const step: Step = own
      ? settleOne(before, result, context)
      : { standing: lifts ? withoutDoubt(before, result, context) : toLookAt(before, result, context) };
    lifted ||= lifts;
    standings[result.target] = step.standing;
    if (step.end) ended.push({ target: result.target, revision: before.rev, end: step.end });
    if (step.end && step.standing.cause !== undefined) causes[result.target] = step.standing.cause;
    if (step.stopped) stopped[result.target] = step.stopped;
  }
  return { person: rewritten(person, standings, context.now), ended, causes, stopped, lifted };
}

/** A newer wish waits for this call alone, and the call has ended: nothing of it is on its way any more. */
function isWaitedFor({ state, attempt, doubt }: Standing, { attempt: own, outcome }: Result): boolean {
  return state === 'open' && doubt !== undefined && attempt === own && !mayStillLand(outcome);
}

/** The newer wish as if no call were under way. What the call made may not be seen yet by a search that lags. */
function withoutDoubt(before: Standing, { target, outcome }: Result, context: SettleContext): Standing {
  const { attempt, doubt, look, next, ...rest } = before;
  const remoteId = rest.remoteId ?? ('remoteId' in outcome ? outcome.remoteId : undefined);
  const open: Standing = {
    ...rest,
    ...(remoteId !== undefined && { remoteId }),
    ...(next !== undefined && next !== doubt && { next }),
  };
  const until = unseenUntil(open, target, context);
  if (until === 0) return open;
  return { ...open, doubt: until, ...(open.wish.account === 'suspended' ? { look: until } : { next: until }) };
}

/** Another's standing is not written, but what the call may have done there is looked at. */
function toLookAt(before: Standing, { outcome }: Result, { now }: SettleContext): Standing {
  return outcome.kind === 'changed' || mayStillLand(outcome)
    ? { ...before, look: Math.min(before.look ?? now, now) }
    : before;
}

/** A target that works on it asks for time: what it does may land at any moment until then. */
const LATER: Outcome = { kind: 'fault', fault: { kind: 'unknownOutcome' } };

function mayStillLand(outcome: Outcome): boolean {
  return outcome.kind === 'deferred' || (outcome.kind === 'fault' && isInDoubt(outcome.fault));
}

function settleOne(before: Standing, result: Result, context: SettleContext): Step {
  const { claimed, attempt, cause, ...rest } = before;
  const { outcome } = result;
  if (outcome.kind === 'refused')
    return { standing: { ...rest, state: 'refused', cause: outcome.why }, end: 'refused' };
  if (outcome.kind === 'deferred')
    return failed({ ...rest, ...(claimed !== undefined && { claimed }) }, { ...result, outcome: LATER }, context);
  if (outcome.kind === 'fault') return failed({ ...rest, ...(claimed !== undefined && { claimed }) }, result, context);
  const done: Standing = {
    ...rest,
    tries: 0,
    noop: outcome.kind === 'already',
    ...(outcome.remoteId !== undefined && { remoteId: outcome.remoteId }),
  };
  return result.removal
    ? removed(done, before.tries, { result, context })
    : { standing: { ...done, state: 'applied', verify: verifyAt(done, result.target, context) } };
}

/** A removal counts only as read back; what a still landing call could undo is looked at again at the end of doubt. */
function removed(
  done: Standing,
  tries: number,
  { result: { judgement, readAt, target }, context }: { result: Result; context: SettleContext },
): Step {
  if (context.readLag(target) > 0 || judgement?.kind === 'unclear' || !judgement) {
    return { standing: { ...done, state: 'applied', verify: context.now + Math.max(context.readLag(target), 5_000) } };
  }
  if (judgement.kind === 'unmet') return again({ ...done, tries }, { cause: judgement.what, context });
  const { doubt, look, had, ...clean } = done;
  const sure = doubt === undefined || (readAt ?? 0) >= doubt;
  const standing: Standing = {
    ...clean,
    state: 'verified',
    had: sure ? [] : had,
    ...(!sure && { doubt, look: Math.max(look ?? 0, doubt) }),
  };
  return { standing, end: done.noop ? 'no-op' : 'applied' };
}

/** The target said yes and shows no: in flight still, tried again with growing waits, then parked. */
function again(done: Standing, { cause, context }: { cause: string; context: SettleContext }): Step {
  const tries = done.tries + 1;
  const verdict = retry({ kind: 'contractBreach' }, { tries, now: context.now, random: context.random() });
  if (verdict.kind === 'park') return { standing: { ...done, state: 'parked', cause, tries: 0 }, end: 'parked' };
  return { standing: { ...done, state: 'open', tries, next: verdict.at, cause } };
}

function failed(before: Standing, { outcome, target, removal }: Result, context: SettleContext): Step {
  if (outcome.kind !== 'fault') return { standing: before };
  const { claimed, ...rest } = before;
  const tries = rest.tries + 1;
  const verdict = retry(outcome.fault, { tries, now: context.now, random: context.random() });
  const landed = (claimed ?? context.now) + FUNCTION_TIMEOUT + context.landing(target);
  const until = Math.max(
    rest.doubt ?? 0,
    verdict.inDoubt ? landed : 0,
    removal ? 0 : unseenUntil(rest, target, context),
  );
  const doubt = until > 0 ? until : undefined;
  if (verdict.kind === 'park') {
    const parked: Standing = { ...rest, state: 'parked', cause: verdict.cause, tries: 0 };
    return { standing: { ...parked, ...(doubt !== undefined && { doubt }) }, end: 'parked' };
  }
  const next = removal ? verdict.at : Math.max(verdict.at, until);
  const standing: Standing = {
    ...rest,
    state: 'open',
    tries,
    next,
    cause: verdict.cause,
    queued: verdict.stopsTarget,
    ...(doubt !== undefined && { doubt }),
    ...(verdict.inDoubt && removal && { look: landed }),
  };
  return { standing, ...(verdict.stopsTarget && { stopped: { cause: verdict.cause, until: verdict.at } }) };
}

/** A call that failed half-way may have made the account, and a lagging search does not show it yet. */
function unseenUntil({ remoteId }: Standing, target: string, { now, readLag }: SettleContext): number {
  return remoteId === undefined && readLag(target) > 0 ? now + readLag(target) : 0;
}

function verifyAt(done: Standing, target: string, { now, readLag }: SettleContext): number {
  return Math.max(onGrid(now + Math.max(VERIFY_AFTER, readLag(target))), done.doubt ?? 0);
}
