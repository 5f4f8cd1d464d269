// How a rotation begins: its version has an id before it has a value, and a value that a person brings is stored at once.
import type { NamedSecret } from '../core/secret-catalogue.ts';
import type { Rotation } from '../model/rotation.ts';
import { WriteRefused } from '../ports/table.ts';
import type { RotatePorts } from './rotation-course.ts';
import { claim, type RotationRecord, readRecord, recordWrite } from './rotation-record.ts';

export interface Beginning {
  readonly actor: string;
  /** The old value ends with the switch. */
  readonly atOnce: boolean;
  /** A value that a person brings. */
  readonly value?: string | undefined;
}

export type Begun =
  | { readonly kind: 'begun'; readonly rotation: Rotation }
  | { readonly kind: 'refused'; readonly why: string };

export async function begin(ports: RotatePorts, secret: NamedSecret, beginning: Beginning): Promise<Begun> {
  const rotor = ports.rotor(secret);
  if (!rotor) return refused('this host cannot rotate it');
  if (beginning.value === undefined && !rotor.isAutomatic)
    return refused(
      `nobody here can make it; bring the new value: npx frontdesk rotate ${secret.name} --value-from FILE`,
    );
  const lacking = await rotor.lacks?.();
  if (lacking !== undefined) return refused(lacking);
  const current = await rotor.current();
  if (!current) return refused('there is no such secret');
  try {
    return await start(ports, secret, { ...beginning, old: current.id });
  } catch (error) {
    if (error instanceof WriteRefused && error.reason !== 'too-large') return refused('somebody else has just begun');
    throw error;
  }
}

async function start(
  ports: RotatePorts,
  { name }: NamedSecret,
  { actor, atOnce, value, old }: Beginning & { readonly old: string },
): Promise<Begun> {
  const record = await readRecord(ports, name);
  if (record.rotation) return refused(underWay(record.rotation));
  const now = ports.clock.now();
  const rotation: Rotation = {
    step: 'create',
    version: `${ports.ids.next()}-${ports.ids.next()}`,
    old,
    actor,
    atOnce,
    byHand: value !== undefined,
    startedAt: now,
    tries: 0,
    next: now,
  };
  const claimed = await claim(ports, { ...record, rotation });
  if (value !== undefined) await ports.keeper.prepare(name, { id: rotation.version, value });
  await release(ports, claimed);
  return { kind: 'begun', rotation };
}

/** After a leak: what is under way goes on without an overlap. Undefined when nothing is. */
export async function hasten(ports: RotatePorts, secret: NamedSecret): Promise<Rotation | undefined> {
  const record = await readRecord(ports, secret.name);
  if (!record.rotation) return undefined;
  const rotation = { ...record.rotation, atOnce: true, next: ports.clock.now() };
  await ports.table.write([recordWrite(ports, record, { ...record, rotation })]);
  return rotation;
}

async function release(ports: RotatePorts, record: RotationRecord): Promise<void> {
  await ports.table.write([recordWrite(ports, record, { ...record, claimedUntil: 0 })]);
}

function underWay({ step, next, cause }: Rotation): string {
  if (step === 'end') return `its last rotation ends at ${new Date(next).toISOString()}; after a leak use --now`;
  return `a rotation is under way, at the step "${step}"${cause === undefined ? '' : ` (${cause})`}`;
}

function refused(why: string): Begun {
  return { kind: 'refused', why };
}
