// How many calls a change will usually take at its target: what a plan says. What a worker reserves of the target's pace is more, since it must be enough.
import type { Standing } from '../model/person.ts';
import type { Capabilities } from '../ports/adapter.ts';
import type { Delta } from './diff.ts';

/** Where an adapter declares nothing: one to look, one to change. */
const UNKNOWN = { base: 2, each: 0 };

/** Of one delta and the read that verifies it. `before`: what is known of the account. */
export function estimatedCalls(
  capabilities: Pick<Capabilities, 'cost' | 'usual'> | undefined,
  { wish, gains, loses }: Delta,
  before: Standing | undefined,
): number {
  const moved = [...gains, ...loses].filter((name) => name !== 'account').length;
  const usual = capabilities?.usual;
  if (!usual) {
    const { base, each } = capabilities?.cost?.[wish.account === 'suspended' ? 'suspend' : 'ensure'] ?? UNKNOWN;
    return base + each * moved + (capabilities?.cost?.read.base ?? 1);
  }
  if (before?.remoteId === undefined) return usual.make + usual.each * moved + usual.look;
  const isEdited = before.wish.account !== wish.account || before.wish.profile !== wish.profile;
  return usual.look + (isEdited ? usual.edit : 0) + usual.each * moved + usual.look;
}
