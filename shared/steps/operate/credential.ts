// A credential for a person's account: made at the target, shown in this reply, kept nowhere.

import { CALL_DEADLINE } from '../../core/timing.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { recordDeed } from '../deeds.ts';
import { readPerson } from '../people.ts';

export interface CredentialRequest {
  readonly person: string;
  readonly target: string;
  readonly actor: string;
}

export type Issued =
  | { readonly kind: 'issued'; readonly person: string; readonly target: string; readonly secret: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Only for an account that is active and was brought about by Frontdesk. */
export async function issueCredential(
  ports: Pipeline,
  { person: id, target, actor }: CredentialRequest,
): Promise<Issued> {
  const names = Object.keys(ports.settings.targets);
  if (!names.includes(target))
    return { kind: 'refused', why: `there is no target "${target}", only ${names.join(', ')}` };
  const connection = ports.target(target);
  if (!connection?.issue) return { kind: 'refused', why: `target "${target}" issues no credentials` };
  const standing = (await readPerson(ports, id)).standings[target];
  if (standing?.held) return { kind: 'refused', why: `a loss of "${id}" at "${target}" is held` };
  if (standing?.wish.account !== 'active' || standing.remoteId === undefined)
    return { kind: 'refused', why: `"${id}" has no active account at "${target}"` };
  const ref = { person: id, remoteId: standing.remoteId, userName: '' };
  const answer = await connection.issue({ ref, signal: ports.clock.deadline(CALL_DEADLINE) });
  if (answer.kind !== 'issued')
    return {
      kind: 'refused',
      why: answer.kind === 'fault' ? `the target says: ${answer.fault.kind}` : 'the target refused',
    };
  await recordDeed(ports, { noun: 'secret', id: `${id}@${target}`, actor, act: 'issued' });
  return { kind: 'issued', person: id, target, secret: answer.secret };
}
