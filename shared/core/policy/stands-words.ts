// Where an entitlement stands at its target, in one sentence.
import type { Stands } from '../stands.ts';
import type { Explanation } from './explain.ts';

type Standing = Extract<Stands, { kind: 'standing' }>;

/** Says so, too, where the policy's answer and the target have not met yet. */
export function standsWords({ target, verdict }: Pick<Explanation, 'target' | 'verdict'>, stands: Stands): string {
  if (stands.kind === 'none')
    return verdict === 'yes' ? `At ${target}: nothing is wished yet.` : `At ${target}: nothing was ever wished.`;
  if (stands.kind === 'protected') return `At ${target}: protected, the account of that name is never touched.`;
  if (stands.kind === 'blocked')
    return `At ${target}: blocked, nothing is changed there until somebody says their ${stands.missing}.`;
  return `At ${target}: ${stands.wished ? wishedWords(stands, verdict) : unwishedWords(stands, verdict)}.`;
}

function wishedWords(stands: Standing, verdict: Explanation['verdict']): string {
  const { account, isLossHeld } = stands;
  const suspended = account === 'suspended' ? ', on a suspended account' : '';
  const loss = isLossHeld
    ? '; taking it away is held until two people approve it'
    : verdict === 'no'
      ? '; it is to be taken away'
      : '';
  return `wished by revision ${stands.revision}${suspended}, ${stateWords(stands)}${loss}`;
}

function unwishedWords(stands: Standing, verdict: Explanation['verdict']): string {
  const coming =
    verdict === 'no'
      ? ''
      : `; it is given ${stands.account === 'active' ? 'by the next decision' : 'when the account works again'}`;
  const by = `by revision ${stands.revision}`;
  if (stands.mayRemain) return `not wished any more ${by}, and not proven to be gone: ${stateWords(stands)}${coming}`;
  return `not wished ${by}${stands.state === 'verified' ? `, ${stateWords(stands)}` : ''}${coming}`;
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
