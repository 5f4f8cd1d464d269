// The course of one rotation: claim, one step, checkpoint, and so on until it waits or ends.
import { type After, afterStep, type StepEnd } from '../core/rotation.ts';
import type { NamedSecret } from '../core/secret-catalogue.ts';
import type { Rotation } from '../model/rotation.ts';
import type { RotationPorts } from '../ports/rotation.ts';
import { type Write, WriteRefused } from '../ports/table.ts';
import { recordDeed } from './deeds.ts';
import { claim, type RotationRecord, readRecord, recordWrite } from './rotation-record.ts';
import type { Rotor } from './rotors.ts';

export interface RotatePorts extends RotationPorts {
  /** Undefined where this host cannot rotate secrets of that kind. */
  rotor(secret: NamedSecret): Rotor | undefined;
}

/** Where a rotation stands. `busy`: another worker is at it. */
export type Course =
  | { readonly kind: 'none' | 'busy' | 'finished' | 'cancelled' }
  | { readonly kind: 'failed'; readonly cause: string }
  | { readonly kind: 'open'; readonly rotation: Rotation };

/** Goes on as far as it can now. Never throws for what a step meets; throws when the table does not answer. */
export async function carryOn(ports: RotatePorts, secret: NamedSecret): Promise<Course> {
  try {
    for (;;) {
      const record = await readRecord(ports, secret.name);
      const { rotation } = record;
      const now = ports.clock.now();
      if (!rotation) return { kind: 'none' };
      if (now < record.claimedUntil) return { kind: 'busy' };
      if (now < rotation.next) return { kind: 'open', rotation };
      const course = await oneStep(ports, secret, { record: await claim(ports, record), rotation });
      if (course) return course;
    }
  } catch (error) {
    if (error instanceof WriteRefused && error.reason !== 'too-large') return { kind: 'busy' };
    throw error;
  }
}

interface Claimed {
  readonly record: RotationRecord;
  readonly rotation: Rotation;
}

/** Undefined when the next step may follow at once. */
async function oneStep(ports: RotatePorts, secret: NamedSecret, claimed: Claimed): Promise<Course | undefined> {
  const { rotation } = claimed;
  const end = await stepEnd(ports, secret, rotation);
  const after = afterStep(rotation, end, {
    now: ports.clock.now(),
    random: ports.ids.random(),
    kind: secret.kind,
  });
  if (end.kind === 'fault')
    ports.log.warn('rotation-step-failed', { secret: secret.name, step: rotation.step, fault: end.fault.kind });
  await checkpoint(ports, secret, { ...claimed, after });
  if (after.kind === 'finished') return { kind: 'finished' };
  if (after.kind === 'failed')
    return rotation.cancelledBy === undefined ? { kind: 'failed', cause: after.cause } : { kind: 'cancelled' };
  const isNext = after.rotation.step !== rotation.step && after.rotation.next <= ports.clock.now();
  return isNext ? undefined : { kind: 'open', rotation: after.rotation };
}

/** What a step throws may have happened: it is done again. */
async function stepEnd(ports: RotatePorts, secret: NamedSecret, rotation: Rotation): Promise<StepEnd> {
  const rotor = ports.rotor(secret);
  if (!rotor) return { kind: 'fault', fault: { kind: 'unavailable', detail: 'this host cannot rotate it' } };
  try {
    return await rotor[rotation.step](rotation);
  } catch (error) {
    const detail = error instanceof Error ? error.name : 'thrown';
    return { kind: 'fault', fault: { kind: 'unknownOutcome', detail } };
  }
}

/** The record as it is now; what people must be able to read later is in the same transaction. */
async function checkpoint(
  ports: RotatePorts,
  secret: NamedSecret,
  { record, rotation, after }: Claimed & { readonly after: After },
): Promise<void> {
  const isFailed = after.kind === 'failed' && rotation.cancelledBy === undefined;
  const failure = isFailed ? { at: ports.clock.now(), cause: after.cause } : record.failure;
  const write = recordWrite(ports, record, {
    claimedUntil: 0,
    ...(after.kind === 'next' && { rotation: after.rotation }),
    ...(after.kind !== 'finished' && failure && { failure }),
  });
  const deed = deedOf(rotation, after);
  if (!deed) return ports.table.write([write]);
  if (deed.act === 'failed') ports.log.error('rotation-failed', { secret: secret.name, cause: deed.cause });
  await recordRotation(ports, secret, { ...deed, actor: rotation.cancelledBy ?? rotation.actor, write });
}

interface Told {
  readonly act: 'rotated' | 'ended' | 'failed';
  readonly cause: string;
}

function deedOf({ step, atOnce, byHand, cancelledBy }: Rotation, after: After): Told | undefined {
  if (after.kind === 'failed' && cancelledBy !== undefined)
    return { act: 'ended', cause: 'the new value: cancelled before the switch' };
  if (after.kind === 'failed') return { act: 'failed', cause: after.cause };
  if (after.kind === 'finished') return { act: 'ended', cause: 'the value before' };
  if (step !== 'finish' || after.rotation.step !== 'end') return undefined;
  const until = atOnce ? 'at once' : `at ${new Date(after.rotation.next).toISOString()}`;
  return { act: 'rotated', cause: `${byHand ? 'by hand; ' : ''}the value before ends ${until}` };
}

async function recordRotation(
  ports: RotatePorts,
  { name }: NamedSecret,
  { act, cause, actor, write }: Told & { readonly actor: string; readonly write: Write },
): Promise<void> {
  await recordDeed(ports, { noun: 'secret', id: name, actor, act, cause, with: [write], rounds: 3 });
}
