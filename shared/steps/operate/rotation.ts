// Rotation as an operator commands it: one secret, now; after a leak without an overlap; with a value that they bring.
import { type NamedSecret, type SecretKind, secretNamed, secretsOf } from '../../core/secret-catalogue.ts';
import { type Begun, begin, hasten } from '../rotation-begin.ts';
import { type Course, carryOn, type RotatePorts } from '../rotation-course.ts';

export interface RotationCommand {
  readonly secret: string;
  readonly actor: string;
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

/** As Secrets Manager allows, less a good deal. */
const LONGEST = 16_384;

/** What breaks when the old value ends before everybody has the new one. */
const BREAKS: { readonly [kind in SecretKind]: string } = {
  target:
    'calls that are under way with the old value are cut; each process is refused once, reads the new value and goes on',
  source: 'what is signed or sent with the old secret is refused until the sender has the new one',
  credential: 'nothing here: end the old credential at the vendor yourself',
  operators: 'operators whose tokens are not on the new list are refused',
  'audit-key': 'nothing: heads that the old key signed stay valid',
};

export async function commandRotation(ports: RotatePorts, command: RotationCommand): Promise<Commanded> {
  const secret = secretNamed(secretsOf(ports.settings), command.secret);
  if (!secret)
    return { kind: 'missing', why: `there is no secret "${command.secret}"; see npx frontdesk rotate --list` };
  if (command.value !== undefined && !/^\P{Cc}+$/u.test(command.value))
    return { kind: 'refused', why: 'the new value is empty or holds control characters' };
  if ((command.value?.length ?? 0) > LONGEST) return { kind: 'refused', why: 'the new value is too long' };
  const begun = await wantedRotation(ports, secret, command);
  if (begun.kind === 'refused') return begun;
  // An operator's function cannot sign heads: the scheduled one goes on within a minute.
  const course =
    secret.kind === 'audit-key' ? ({ kind: 'open', rotation: begun.rotation } as const) : await carryOn(ports, secret);
  return answerOf(ports, { secret, command, begun, course });
}

/** After a leak what is under way is brought to its end first; one that had not switched yet is the rotation that is wanted. */
async function wantedRotation(ports: RotatePorts, secret: NamedSecret, command: RotationCommand): Promise<Begun> {
  const hastened = command.atOnce && command.value === undefined ? await hasten(ports, secret) : undefined;
  if (hastened && hastened.step !== 'end') return { kind: 'begun', rotation: hastened };
  if (hastened && secret.kind !== 'audit-key') await carryOn(ports, secret);
  return begin(ports, secret, command);
}

interface Commanding {
  readonly secret: NamedSecret;
  readonly command: RotationCommand;
  readonly begun: Extract<Begun, { kind: 'begun' }>;
  readonly course: Course;
}

async function answerOf(ports: RotatePorts, { secret, command, begun, course }: Commanding): Promise<Commanded> {
  const { name, kind } = secret;
  const rotation = course.kind === 'open' ? course.rotation : undefined;
  const cause = course.kind === 'failed' ? course.cause : rotation?.cause;
  const isToTell = kind === 'source' && command.value === undefined && course.kind !== 'failed';
  const value = isToTell ? await ports.keeper.value(name, begun.rotation.version) : undefined;
  return {
    kind: 'rotating',
    secret: name,
    of: kind,
    state: course.kind,
    ...(rotation && { step: rotation.step, next: new Date(rotation.next).toISOString() }),
    ...(cause !== undefined && { cause }),
    ...(value !== undefined && { value }),
    ...(command.atOnce && { breaks: BREAKS[kind] }),
  };
}
