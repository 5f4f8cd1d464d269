// What facts and policy ask of one person, and which of it passes: the same for a decision and for its preview. Pure.
import type { Fact, Identity } from '../model/person.ts';
import type { PlanEntry } from '../model/plan.ts';
import type { DecisionInput } from './decision-input.ts';
import { type Difference, diff } from './diff.ts';
import { fold } from './fold.ts';
import { judgeLosses, type LossJudgement, wordFor } from './losses.ts';
import { planEntries } from './plan.ts';
import { asReviewed } from './reviewed.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export interface Judgement {
  readonly identity: Identity;
  readonly wanted: Wanted;
  /** All that differs, and of it what is decided now: of a release, only what was reviewed. */
  readonly whole: Difference;
  readonly difference: Difference;
  readonly losses: LossJudgement;
  /** Sorted by target. */
  readonly entries: readonly PlanEntry[];
}

/** Holds what is wanted of somebody of whom these facts are known against their last wishes. */
export function judge(input: DecisionInput, facts: readonly Fact[]): Judgement {
  const { person, now, sha256 } = input;
  const identity = fold(facts, now);
  const wanted = wantedOf({ ...input, person: person.id, identity, policy: input.policy.bundle });
  const whole = diff(person.standings, wanted.targets, sha256);
  const difference = asReviewed(input, whole);
  const losses = judgeLosses(input, difference.deltas, identity);
  const entries = planEntries({
    person: person.id,
    difference,
    verdict: (delta) => wordFor(losses, delta),
    lossReason: lossReason(identity.status),
  });
  return { identity, wanted, whole, difference, losses, entries };
}

function lossReason(status: string): string {
  return status === 'left' ? 'left' : status === 'paused' ? 'on leave' : 'no rule gives it any more';
}
