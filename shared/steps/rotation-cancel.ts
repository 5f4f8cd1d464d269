// A rotation that a person takes back: only before the switch, and the new value goes on both sides.
import { UNDOABLE } from '../core/rotation.ts';
import type { NamedSecret } from '../core/secret-catalogue.ts';
import { type Course, carryOn, type RotatePorts } from './rotation-course.ts';
import { readRecord, recordWrite } from './rotation-record.ts';

export type Cancelled = Course | { readonly kind: 'refused'; readonly why: string };

/** `cancelled` when the new value is gone; `open` while it is still being undone. Throws `WriteRefused` when another was faster. */
export async function cancel(ports: RotatePorts, secret: NamedSecret, actor: string): Promise<Cancelled> {
  const record = await readRecord(ports, secret.name);
  const { rotation } = record;
  const now = ports.clock.now();
  if (!rotation) return refused('no rotation is under way');
  if (!UNDOABLE.has(rotation.step)) return refused(TOO_LATE[rotation.step] ?? 'it cannot be taken back');
  // A value that is being made just now would be stored after the undoing.
  if (now < record.claimedUntil)
    return refused(`a worker is at it, until ${new Date(record.claimedUntil).toISOString()} at the latest: ask again`);
  const undoing = { ...rotation, step: 'undo', tries: 0, next: now, cause: 'cancelled', cancelledBy: actor } as const;
  await ports.table.write([recordWrite(ports, record, { ...record, rotation: undoing })]);
  return carryOn(ports, secret);
}

const TOO_LATE: { readonly [step: string]: string } = {
  finish: 'it is just switching to the new value',
  end: 'the new value is in force already; rotate again for another one',
  undo: 'the new value is being taken back already',
};

function refused(why: string): Cancelled {
  return { kind: 'refused', why };
}
