// What a decision does where a person's account is protected: nothing is asked for there, and what was under way ends.
import type { Standing } from '../model/person.ts';
import type { DecisionInput } from './decision-input.ts';
import type { Delta } from './diff.ts';
import { endedBefore, type Moved } from './moved.ts';
import { endOf, landedBy } from './wish.ts';

/** A change is refused; where a prompt names the target as well, the answer to the prompt says so, once. */
export function moveProtected(input: DecisionInput, { target, loses }: Delta, rev: number): Moved {
  const before = input.person.standings[target];
  const takesAway = loses.length > 0;
  if (isRepeated(input, target)) return { target, wishes: false, takesAway, ended: [] };
  // What an unfinished wish sends is made of the newest facts: it would carry the protected name.
  if (before && endOf(before)) return untouched(input, { target, before, rev });
  return { target, wishes: true, takesAway, ended: [{ target, revision: rev, end: 'refused' }] };
}

/** The same wish is not made once more; drift is left as it was found, without a word. */
export function repeatProtected(input: DecisionInput, at: AtTarget): readonly Moved[] {
  return input.prompt?.kind === 'drift' ? [] : [untouched(input, at)];
}

interface AtTarget {
  readonly target: string;
  readonly before: Standing;
  readonly rev: number;
}

function isRepeated({ prompt }: DecisionInput, target: string): boolean {
  return prompt !== undefined && prompt.kind !== 'release' && prompt.targets.includes(target);
}

/** A protected account is not asked for again; it stays as it is until somebody takes the protection away. */
function untouched({ landing }: DecisionInput, { target, before, rev }: AtTarget): Moved {
  const { claimed, attempt, next, verify, look, doubt, ...rest } = before;
  const ended = [...endedBefore(target, before), { target, revision: rev, end: 'refused' as const }];
  const landed = landedBy(before, landing(target));
  return {
    target,
    standing: {
      ...rest,
      rev,
      state: 'refused',
      cause: 'protected account',
      ...(landed !== undefined && { doubt: landed }),
    },
    wishes: true,
    takesAway: false,
    ended,
  };
}
