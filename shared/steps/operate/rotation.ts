// Rotation as an operator commands it: one secret, now; after a leak without an overlap; with a value that they bring.

import { UNDOABLE } from '../../core/rotation.ts';
import { type NamedSecret, type SecretKind, secretNamed, secretsOf } from '../../core/secret-catalogue.ts';
import { WriteRefused } from '../../ports/table.ts';
import { type Begun, begin, canBegin, hasten } from '../rotation-begin.ts';
import { cancel } from '../rotation-cancel.ts';
import { type Course, carryOn, type RotatePorts } from '../rotation-course.ts';
import { readRecord } from '../rotation-record.ts';
import { fitValue } from './rotation-value.ts';

export interface RotationCommand {
  readonly secret: string;
  readonly actor: string;
  /** The digest of the actor's token. */
  readonly caller: string;
  /** Takes back what is not switched yet; with nothing else. */
  readonly cancels?: boolean;
  /** The old value ends with the switch. */
  readonly atOnce: boolean;
  readonly value?: string | undefined;
}

export type Commanded =
  | { readonly kind: 'missing' | 'refused'; readonly why: string }
  | {
      readonly kind: 'rotating';
      readonly secret: string;
      readonly of: SecretKind;
      readonly state: Course['kind'];
      readonly step?: string;
      readonly cause?: string;
      /** The next step is due then; at the step `end` the old value ends. */
      readonly next?: string;
      /** For the sender that is to use it: shown in this reply and nowhere else. */
      readonly value?: string;
      /** What ending the old value at once may break. */
      readonly breaks?: string;
    };

/** What breaks when the old value ends before everybody has the new one. */
const BREAKS: { readonly [kind in SecretKind]: string } = {
  target:
    'calls that are under way with the old value are cut; each process is refused once, reads the new value and goes on',
  source: 'what is signed or sent with the old secret is refused until the sender has the new one',
  credential: 'nothing here: end the old credential at the vendor yourself',
  operators: 'operators whose tokens are not on the new list are refused',
  'audit-key': 'nothing: heads that the old key signed stay valid',
};

/** What can be refused is refused before anything is changed. */
export async function commandRotation(ports: RotatePorts, command: RotationCommand): Promise<Commanded> {
  const secret = secretNamed(secretsOf(ports.settings), command.secret);
  if (!secret)
    return { kind: 'missing', why: `there is no secret "${command.secret}"; see npx frontdesk rotate --list` };
  if (command.cancels && (command.atOnce || command.value !== undefined))
    return { kind: 'refused', why: '--cancel goes with neither --now nor --value-from' };
  const isSecret = (text: string) => ports.source(secret.of)?.source.isSecret?.(text) ?? true;
  const fit = fitValue(secret, { ...command, isSecret });
  if (fit.kind === 'refused') return fit;
  try {
    return await (command.cancels ? cancelled : rotated)(ports, secret, { ...command, value: fit.value });
  } catch (error) {
    if (error instanceof WriteRefused && error.reason !== 'too-large')
      return { kind: 'refused', why: 'somebody else is at it: ask again' };
    throw error;
  }
}

async function cancelled(ports: RotatePorts, secret: NamedSecret, { actor }: RotationCommand): Promise<Commanded> {
  const course = await cancel(ports, secret, actor);
  return course.kind === 'refused' ? course : standing(secret, course);
}

async function rotated(ports: RotatePorts, secret: NamedSecret, command: RotationCommand): Promise<Commanded> {
  const begun = await wantedRotation(ports, secret, command);
  if (begun.kind === 'refused') return begun;
  // An operator's function cannot sign heads: the scheduled one goes on within a minute.
  const course =
    secret.kind === 'audit-key' ? ({ kind: 'open', rotation: begun.rotation } as const) : await carryOn(ports, secret);
  return answerOf(ports, { secret, command, begun, course });
}

/**
 * | under way | `--now` | a value | `--now` and a value |
 * |---|---|---|---|
 * | nothing | begins | begins | begins |
 * | not switched | goes on without an overlap | replaces the one that waits | replaces it |
 * | overlap | ended, and begins | refused | ended, and begins; of the value that is in force: ended |
 */
async function wantedRotation(ports: RotatePorts, secret: NamedSecret, command: RotationCommand): Promise<Begun> {
  const { rotation } = await readRecord(ports, secret.name);
  const isWaiting = rotation !== undefined && UNDOABLE.has(rotation.step);
  const isUnswitched = isWaiting || rotation?.step === 'finish';
  if (isUnswitched && command.atOnce && command.value === undefined) return hastened(ports, secret, command);
  const able = await canBegin(ports, secret, command);
  if (able.kind === 'refused') return able;
  const isInForce =
    command.value !== undefined && (await ports.keeper.value(secret.name, able.current)) === command.value;
  const isOverlap = rotation?.step === 'end';
  if (isInForce && isOverlap && command.atOnce) return hastened(ports, secret, command);
  if (isInForce)
    return {
      kind: 'refused',
      why: `that value is in force already${isOverlap ? '; --now ends the one before it' : ''}`,
    };
  if (isWaiting && command.value !== undefined) return replaced(ports, secret, command);
  if (isOverlap && command.atOnce) await hasten(ports, secret, command.actor);
  if (rotation && !isWaiting && secret.kind !== 'audit-key') await carryOn(ports, secret);
  return begin(ports, secret, command);
}

async function hastened(ports: RotatePorts, secret: NamedSecret, { actor }: RotationCommand): Promise<Begun> {
  const rotation = await hasten(ports, secret, actor);
  return rotation ? { kind: 'begun', rotation } : { kind: 'refused', why: 'it has just ended: ask again' };
}

/** The value that waits goes, on both sides, before another one comes. */
async function replaced(ports: RotatePorts, secret: NamedSecret, command: RotationCommand): Promise<Begun> {
  const gone = await cancel(ports, secret, command.actor);
  if (gone.kind === 'refused') return gone;
  return begin(ports, secret, command);
}

interface Commanding {
  readonly secret: NamedSecret;
  readonly command: RotationCommand;
  readonly begun: Extract<Begun, { kind: 'begun' }>;
  readonly course: Course;
}

async function answerOf(ports: RotatePorts, { secret, command, begun, course }: Commanding): Promise<Commanded> {
  const isToTell = secret.kind === 'source' && !begun.rotation.byHand && course.kind !== 'failed';
  const value = isToTell ? await ports.keeper.value(secret.name, begun.rotation.version) : undefined;
  return {
    ...standing(secret, course),
    ...(value !== undefined && { value }),
    ...(command.atOnce && { breaks: BREAKS[secret.kind] }),
  };
}

function standing({ name, kind }: NamedSecret, course: Course): Extract<Commanded, { kind: 'rotating' }> {
  const rotation = course.kind === 'open' ? course.rotation : undefined;
  const cause = course.kind === 'failed' ? course.cause : rotation?.cause;
  return {
    kind: 'rotating',
    secret: name,
    of: kind,
    state: course.kind,
    ...(rotation && { step: rotation.step, next: new Date(rotation.next).toISOString() }),
    ...(cause !== undefined && { cause }),
  };
}
