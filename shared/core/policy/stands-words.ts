// Where an entitlement stands at its target, in one sentence.
import type { Stands } from '../stands.ts';
import type { Explanation } from './explain.ts';

/** `isSupposed`: the policy's answer is that of one which the person is not decided by. */
type Answer = Pick<Explanation, 'target' | 'verdict'> & { readonly isSupposed?: boolean };

type Standing = Extract<Stands, { kind: 'standing' }>;

/** Says so, too, where the policy's answer and the target have not met yet. */
export function standsWords(answer: Answer, stands: Stands): string {
  const { target, verdict, isSupposed } = answer;
  if (stands.kind === 'none')
    return verdict === 'yes' && !isSupposed
      ? `At ${target}: nothing is wished yet.`
      : `At ${target}: nothing was ever wished.`;
  if (stands.kind === 'protected') return `At ${target}: protected, the account of that name is never touched.`;
  if (stands.kind === 'blocked')
    return `At ${target}: blocked, nothing is changed there until somebody says their ${stands.missing}.`;
  return `At ${target}: ${stands.wished ? wishedWords(stands, answer) : unwishedWords(stands, answer)}.`;
}

function wishedWords(stands: Standing, { verdict, isSupposed }: Answer): string {
  const { account, isLossHeld } = stands;
  const suspended = account === 'suspended' ? ', on a suspended account' : '';
  const loss = isLossHeld
    ? '; taking it away is held until two people approve it'
    : verdict === 'no'
      ? `; it ${isSupposed ? 'would be taken away, once this policy is theirs' : 'is to be taken away'}`
      : '';
  return `wished by revision ${stands.revision}${suspended}, ${stateWords(stands)}${loss}`;
}

function unwishedWords(stands: Standing, answer: Answer): string {
  const coming = answer.verdict === 'no' ? '' : `; it ${comingWords(stands, answer)}`;
  const by = `by revision ${stands.revision}`;
  if (stands.mayRemain) return `not wished any more ${by}, and not proven to be gone: ${stateWords(stands)}${coming}`;
  return `not wished ${by}${stands.state === 'verified' ? `, ${stateWords(stands)}` : ''}${coming}`;
}

function comingWords({ account }: Standing, { isSupposed }: Answer): string {
  const isWorking = account === 'active';
  if (isSupposed)
    return `would be given${isWorking ? '' : ' when the account works again'}, once this policy is theirs`;
  return `is given ${isWorking ? 'by the next decision' : 'when the account works again'}`;
}

function stateWords({ state, cause, verifiedAt }: Standing): string {
  switch (state) {
    case 'verified':
      return verifiedAt === undefined ? 'verified' : `verified at ${verifiedAt.slice(0, 19)}Z`;
    case 'applied':
      return 'applied, not read back yet';
    case 'open':
      return cause === undefined ? 'waiting for a worker' : `waiting: ${cause}`;
    case 'claimed':
      return 'being worked on';
    case 'parked':
      return `parked: ${cause ?? 'no cause is known'}`;
    case 'refused':
      return `refused: ${cause ?? 'no cause is known'}`;
  }
}
