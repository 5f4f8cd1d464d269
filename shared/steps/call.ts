// One call of one target for one claim: the change, and for a removal the read-back at once.
import type { Result } from '../core/settle.ts';
import { CALL_DEADLINE } from '../core/timing.ts';
import { type Judgement, judge, takesAway } from '../core/verify.ts';
import type { AccountRef, Profile, Wish } from '../model/access.ts';
import type { Person, Standing } from '../model/person.ts';
import type { Change, Connection, Outcome } from '../ports/adapter.ts';
import type { Pipeline } from '../ports/pipeline.ts';

export interface Call {
  readonly person: Person;
  readonly target: string;
  /** As the decision made it. */
  readonly profile: Profile;
}

/** In doubt, and the read says nothing: no call is made before one does. */
const UNREAD: Outcome = { kind: 'fault', fault: { kind: 'unavailable', detail: 'the read before a retry failed' } };

/** Never throws: what an adapter throws is an unknown outcome. */
export async function callTarget(ports: Pipeline, call: Call): Promise<Result> {
  const { person, target } = call;
  const standing = person.standings[target];
  const connection = ports.target(target);
  if (!standing) throw new Error(`${person.id} has no standing at ${target}`);
  const removal = takesAway(standing);
  const own = { target, rev: standing.rev, attempt: standing.attempt ?? '', removal };
  if (!connection) return { ...own, outcome: { kind: 'refused', why: 'the target is not in the settings' } };
  const signal = ports.clock.deadline(CALL_DEADLINE);
  const desired = wishOf(connection, standing, call.profile);
  const ref = refOf(person.id, standing, desired.profile);
  if (desired.profile.userName === undefined && standing.wish.account === 'active')
    return { ...own, outcome: { kind: 'refused', why: 'no userName' } };
  const seen =
    standing.doubt !== undefined && !removal
      ? await readBack(ports, { connection, standing, ref, profile: desired.profile, signal })
      : undefined;
  if (seen?.judgement.kind === 'met')
    return { ...own, outcome: { kind: 'changed', ...(seen.remoteId !== undefined && { remoteId: seen.remoteId }) } };
  if (seen?.judgement.kind === 'unclear') return { ...own, outcome: UNREAD };
  const key = `${person.tenant}/${person.id}/${target}/${standing.rev}`;
  const outcome = await guarded(() =>
    connection.apply({ change: changeOf(standing, { ref, profile: desired.profile }), key, signal }),
  );
  if (!removal || (outcome.kind !== 'changed' && outcome.kind !== 'already')) return { ...own, outcome };
  const remoteId = outcome.remoteId ?? standing.remoteId;
  const back = await readBack(ports, {
    connection,
    standing,
    ref: { ...ref, ...(remoteId !== undefined && { remoteId }) },
    profile: desired.profile,
    signal,
  });
  return { ...own, outcome, judgement: back.judgement, readAt: back.readAt };
}

/** The wish with its full profile, in the target's own spelling. */
export function wishOf(connection: Connection, standing: Standing, profile: Profile): Wish {
  const { account, entitlements } = standing.wish;
  return profile.userName === undefined
    ? { account, entitlements, profile }
    : connection.canonical({ account, entitlements, profile });
}

/** Where to find the account. */
export function refOf(person: string, { remoteId }: Standing, { userName }: Profile): AccountRef {
  return { person, userName: userName ?? '', ...(remoteId !== undefined && { remoteId }) };
}

function changeOf(standing: Standing, { ref, profile }: { ref: AccountRef; profile: Profile }): Change {
  const { wish, had } = standing;
  if (wish.account === 'suspended')
    return { kind: 'suspend', ref, revoke: had.filter((name) => !wish.entitlements.includes(name)) };
  return { kind: 'ensure', ref, profile, grant: wish.entitlements, revoke: had };
}

interface ReadBack {
  readonly connection: Connection;
  readonly standing: Standing;
  readonly ref: AccountRef;
  readonly profile: Profile;
  readonly signal: AbortSignal;
}

async function readBack(
  { clock }: Pipeline,
  { connection, standing, ref, profile, signal }: ReadBack,
): Promise<{ judgement: Judgement; readAt: number; remoteId?: string }> {
  const readAt = clock.now();
  try {
    const answer = await connection.read({ refs: [ref], signal });
    const reading = answer.kind === 'readings' ? answer.readings[0] : undefined;
    if (!reading)
      return {
        readAt,
        judgement: { kind: 'unclear', why: answer.kind === 'fault' ? answer.fault.kind : 'no reading' },
      };
    const judgement = judge({ wish: standing.wish, gone: standing.had, profile }, reading);
    return { readAt, judgement, ...(reading.kind === 'found' && { remoteId: reading.remoteId }) };
  } catch {
    return { readAt, judgement: { kind: 'unclear', why: 'the read failed' } };
  }
}

async function guarded(call: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await call();
  } catch {
    return { kind: 'fault', fault: { kind: 'unknownOutcome', detail: 'the adapter threw' } };
  }
}
