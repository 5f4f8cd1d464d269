// How a rotation of the test world comes to its end, and what must hold then.
import { expect } from 'vitest';
import { MINUTE } from '../../shared/core/timing.ts';
import { rotate } from '../../shared/steps/rotate.ts';
import { readRecord } from '../../shared/steps/rotation-record.ts';
import type { RotationWorld, Style } from './rotation-world.ts';

export const styles: readonly Style[] = ['setter', 'issuer', 'sender'];

/** Minutes pass, with traffic and the scheduled run, until nothing is under way. */
export async function untilQuiet(world: RotationWorld): Promise<number> {
  const { ports } = world.process();
  const from = world.clock.now();
  for (let round = 0; round < 3_000; round += 1) {
    world.clock.move(MINUTE);
    await world.traffic();
    await rotate(ports)();
    if (!(await readRecord(ports, 's')).rotation) return world.clock.now() - from;
  }
  throw new Error('it never ended');
}

export const rotatedOnce = (world: RotationWorld): void => {
  expect(world.failures).toEqual([]);
  expect(world.acts()).toEqual(['started', 'rotated', 'ended']);
};

/** One value is left, everywhere the same. */
export async function expectOneValue(world: RotationWorld, style: Style): Promise<void> {
  const values = await world.secrets.live('s');
  expect(values).toHaveLength(1);
  expect(values).not.toEqual(['v0']);
  if (style === 'sender') expect(world.side.uses).toBe(values[0]);
  else expect([...world.side.taken]).toEqual(values);
}
