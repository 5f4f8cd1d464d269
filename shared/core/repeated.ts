// What a decision asks for once more: redriven work, failed read-backs and repaired drift.
import type { Standing } from '../model/person.ts';
import type { DecisionInput } from './decision-input.ts';
import type { LossJudgement } from './losses.ts';
import { endedBefore, type Moved } from './moved.ts';
import { repeatProtected } from './protected-target.ts';
import { wished } from './wish.ts';

/** The same wish at the new revision, also beside a loss that is held. What is `moved` has a newer one. */
export function repeated(
  input: DecisionInput,
  { rev, moved, judged }: { rev: number; moved: readonly string[]; judged: LossJudgement },
): readonly Moved[] {
  const { person, prompt, now, landing } = input;
  if (!prompt || prompt.kind === 'release') return [];
  return prompt.targets.flatMap((target) => {
    const before = person.standings[target];
    if (!before || moved.includes(target)) return [];
    if (judged.protectedTargets.has(target)) return repeatProtected(input, { target, before, rev });
    if (!isRepeatable(prompt.kind, before, judged.holding.has(target))) return [];
    const takesAway = before.wish.account === 'suspended' || before.had.length > 0;
    const { held, ...rest } = before;
    const standing = {
      ...wished(rest, { wish: before.wish, rev, takesAway, now, landing: landing(target) }),
      had: before.had,
      ...(held && { held }),
    };
    const misses = prompt.kind === 'missed' ? before.misses + 1 : 0;
    return [{ target, standing: { ...standing, misses }, wishes: true, takesAway, ended: endedBefore(target, before) }];
  });
}

/** What is to be taken away, and is held, is not given by a redrive or a repair first. */
function isRepeatable(kind: 'redrive' | 'missed' | 'drift', { state }: Standing, isHeld: boolean): boolean {
  if (kind === 'missed') return true;
  const isOfKind = kind === 'drift' ? state === 'verified' : state === 'parked' || state === 'refused';
  return isOfKind && !isHeld;
}
