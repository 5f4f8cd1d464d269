// How a rotation begins: its version has an id before it has a value, and a value that a person brings is stored at once.
import type { NamedSecret } from '../core/secret-catalogue.ts';
import type { Rotation } from '../model/rotation.ts';
import { WriteRefused } from '../ports/table.ts';
import { recordDeed } from './deeds.ts';
import type { RotatePorts } from './rotation-course.ts';
import { claimOf, type RotationRecord, readRecord, recordWrite } from './rotation-record.ts';

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

type Able = { readonly kind: 'able'; readonly current: string } | { readonly kind: 'refused'; readonly why: string };

/** Whether a rotation can begin here once nothing is under way, and which version is current. Changes nothing. */
export async function canBegin(ports: RotatePorts, secret: NamedSecret, { atOnce, value }: Beginning): Promise<Able> {
  const rotor = ports.rotor(secret);
  if (!rotor) return refused('this host cannot rotate it');
  if (value === undefined && !rotor.isAutomatic)
    return refused(
      `nobody here can make it; bring the new value: npx frontdesk rotate ${secret.name}${atOnce ? ' --now' : ''} --value-from FILE`,
    );
  const lacking = await rotor.lacks?.();
  if (lacking !== undefined) return refused(lacking);
  const current = await rotor.current();
  return current ? { kind: 'able', current: current.id } : refused('there is no such secret');
}

export async function begin(ports: RotatePorts, secret: NamedSecret, beginning: Beginning): Promise<Begun> {
  const able = await canBegin(ports, secret, beginning);
  if (able.kind === 'refused') return able;
  try {
    return await start(ports, secret, { ...beginning, old: able.current });
  } catch (error) {
    if (error instanceof WriteRefused && error.reason !== 'too-large') return refused('somebody else has just begun');
    throw error;
  }
}

/** Who began it is written down with it: the reply may show a value that is live from now on. */
async function start(
  ports: RotatePorts,
  { name }: NamedSecret,
  { actor, atOnce, value, old }: Beginning & { readonly old: string },
): Promise<Begun> {
  const record = await readRecord(ports, name);
  const now = ports.clock.now();
  if (record.rotation) return refused(underWay(record.rotation, now));
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
  const claimed = claimOf(ports, { ...record, rotation });
  const how = value === undefined ? 'a value made here' : 'a value by hand';
  const cause = atOnce ? `${how}; the value before ends with the switch` : how;
  await recordDeed(ports, { ...deedOn(name, actor), cause, with: [claimed.write] });
  if (value !== undefined) await ports.keeper.prepare(name, { id: rotation.version, value });
  await release(ports, claimed.record);
  return { kind: 'begun', rotation };
}

/** After a leak: what is under way goes on without an overlap. Undefined when nothing is. */
export async function hasten(ports: RotatePorts, secret: NamedSecret, actor: string): Promise<Rotation | undefined> {
  const record = await readRecord(ports, secret.name);
  if (!record.rotation) return undefined;
  const rotation = { ...record.rotation, atOnce: true, next: ports.clock.now() };
  const cause = 'what is under way: the value before ends at once';
  await recordDeed(ports, {
    ...deedOn(secret.name, actor),
    cause,
    with: [recordWrite(ports, record, { ...record, rotation })],
  });
  return rotation;
}

/** Few rounds: what is written with it has a condition of its own. */
function deedOn(id: string, actor: string) {
  return { noun: 'secret', id, actor, act: 'started', rounds: 3 } as const;
}

async function release(ports: RotatePorts, record: RotationRecord): Promise<void> {
  await ports.table.write([recordWrite(ports, record, { ...record, claimedUntil: 0 })]);
}

function underWay({ step, next, cause }: Rotation, now: number): string {
  const why = cause === undefined ? '' : ` (${cause})`;
  if (step === 'end' && next <= now) return `the value before is being ended${why}: ask again when it has ended`;
  if (step === 'end') return `its last rotation ends at ${new Date(next).toISOString()}; after a leak use --now`;
  return `a rotation is under way, at the step "${step}"${why}; --value-from FILE replaces its value, --cancel takes it back`;
}

function refused(why: string): { readonly kind: 'refused'; readonly why: string } {
  return { kind: 'refused', why };
}
