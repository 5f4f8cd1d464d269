// A credential for a person's account: made at the target, shown in this reply, kept nowhere.

import { CALL_DEADLINE } from '../../core/timing.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { refOf } from '../call.ts';
import { recordDeed } from '../deeds.ts';
import { readPerson } from '../people.ts';
import { wishAt } from '../verify.ts';

export interface CredentialRequest {
  readonly person: string;
  readonly target: string;
  readonly actor: string;
}

export type Issued =
  | {
      readonly kind: 'issued';
      readonly person: string;
      readonly target: string;
      /** What to log in with, in the target's own spelling. */
      readonly userName: string;
      readonly secret: string;
    }
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
  const person = await readPerson(ports, id);
  const standing = person.standings[target];
  if (standing?.held) return { kind: 'refused', why: `a loss of "${id}" at "${target}" is held` };
  if (standing?.wish.account !== 'active' || standing.remoteId === undefined)
    return { kind: 'refused', why: `"${id}" has no active account at "${target}"` };
  const wish = await wishAt(ports, connection, { target, person });
  const ref = refOf(id, standing, wish.profile);
  const answer = await connection.issue({ ref, signal: ports.clock.deadline(CALL_DEADLINE) });
  if (answer.kind !== 'issued')
    return {
      kind: 'refused',
      why: answer.kind === 'fault' ? `the target says: ${answer.fault.kind}` : 'the target refused',
    };
  await recordDeed(ports, { noun: 'secret', id: `${id}@${target}`, actor, act: 'issued' });
  return { kind: 'issued', person: id, target, userName: ref.userName, secret: answer.secret };
}
