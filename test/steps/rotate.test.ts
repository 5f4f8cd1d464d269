// Rotation of a stored secret: killed at every call it resumes, nobody is refused, and a wrong value is never switched to.
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../shared/core/timing.ts';
import { rotate } from '../../shared/steps/rotate.ts';
import { begin, hasten } from '../../shared/steps/rotation-begin.ts';
import { carryOn } from '../../shared/steps/rotation-course.ts';
import { readRecord } from '../../shared/steps/rotation-record.ts';
import { expectOneValue, rotatedOnce, styles, untilQuiet } from '../builders/rotation-ends.ts';
import { rotationWorld } from '../builders/rotation-world.ts';

describe('a rotation that nothing disturbs', () => {
  it.each(styles)('of the kind "%s" ends with one new value, after its overlap', async (style) => {
    const world = await rotationWorld(style);
    await rotate(world.process().ports)({ secret: 's' });
    const took = await untilQuiet(world);
    rotatedOnce(world);
    await expectOneValue(world, style);
    const overlap = style === 'sender' ? DAY : 15 * MINUTE;
    expect(took).toBeGreaterThanOrEqual(overlap);
    expect(took).toBeLessThanOrEqual(overlap + 2 * MINUTE);
    expect(await world.company.audited()).toMatchObject({ ok: true });
  });

  it('begins by itself when the secret is due, and not before', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    world.clock.move(25 * DAY - HOUR);
    await rotate(ports)();
    expect(await readRecord(ports, 's')).not.toHaveProperty('rotation');
    world.clock.move(7 * HOUR);
    expect(await rotate(ports)()).toEqual({ more: false });
    await untilQuiet(world);
    rotatedOnce(world);
  });

  it('costs one read of a page and one of an item while nothing is under way', async () => {
    const world = await rotationWorld('setter');
    await rotate(world.process().ports)();
    const quiet = world.process();
    world.clock.move(MINUTE);
    await rotate(quiet.ports)();
    expect(quiet.calls()).toBe(2);
  });
});

describe('a new value that is wrong', () => {
  it('is found by a log-in before the switch: nothing is switched, no stray value stays, and it is told', async () => {
    const world = await rotationWorld('issuer');
    world.side.isBroken = true;
    const { ports } = world.process();
    await begin(ports, world.secret, { actor: 'alpha', atOnce: false });
    expect(await carryOn(ports, world.secret)).toEqual({ kind: 'failed', cause: 'test: denied' });
    expect(world.failures).toEqual([]);
    expect(await world.secrets.live('s')).toEqual(['v0']);
    expect([...world.side.taken]).toEqual(['v0']);
    expect(world.company.log.has('rotation-failed')).toBe(true);
    expect(world.company.rows('secret', 's')).toMatchObject([
      { act: 'started', actor: 'alpha', cause: 'a value made here' },
      { act: 'failed', actor: 'alpha', cause: 'test: denied' },
    ]);
  });

  it('is not tried again by itself for a day, and at once when somebody asks', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    world.side.isBroken = true;
    world.clock.move(26 * DAY);
    await rotate(ports)();
    world.side.isBroken = false;
    world.clock.move(7 * HOUR);
    await rotate(ports)();
    expect(world.acts()).toEqual(['started', 'failed']);
    await rotate(ports)({ secret: 's' });
    expect(world.acts()).toEqual(['started', 'failed', 'started', 'rotated']);
  });

  it('waits while the target is down, and goes on when it is back', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    world.side.isDown = true;
    await rotate(ports)({ secret: 's' });
    for (let minute = 0; minute < 30; minute += 1) {
      world.clock.move(MINUTE);
      await rotate(ports)();
    }
    expect(world.acts()).toEqual(['started']);
    world.side.isDown = false;
    await untilQuiet(world);
    rotatedOnce(world);
  });

  it('brought by hand and wrong, leaves the target alone', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    await begin(ports, world.secret, { actor: 'alpha', atOnce: false, value: 'typed' });
    expect(await carryOn(ports, world.secret)).toMatchObject({ kind: 'failed' });
    expect([...world.side.taken]).toEqual(['v0']);
    expect(await world.secrets.live('s')).toEqual(['v0']);
  });
});

describe('after a leak', () => {
  it('the old value ends with the switch', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    await begin(ports, world.secret, { actor: 'alpha', atOnce: true });
    expect(await carryOn(ports, world.secret)).toEqual({ kind: 'finished' });
    expect([...world.side.taken]).toEqual(['v1']);
    expect(await world.secrets.live('s')).toEqual(['v1']);
    expect(world.acts()).toEqual(['started', 'rotated', 'ended']);
  });

  it('an overlap that is under way ends now', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    await rotate(ports)({ secret: 's' });
    expect([...world.side.taken]).toEqual(['v0', 'v1']);
    expect(await hasten(ports, world.secret, 'bravo')).toMatchObject({ step: 'end' });
    expect(await carryOn(ports, world.secret)).toEqual({ kind: 'finished' });
    expect([...world.side.taken]).toEqual(['v1']);
    expect(await hasten(ports, world.secret, 'bravo')).toBeUndefined();
  });
});

describe('a secret that others show to us', () => {
  it('keeps its old value for as long as the sender does not know the new one', async () => {
    const world = await rotationWorld('sender', { follows: false });
    const { ports } = world.process();
    await rotate(ports)({ secret: 's' });
    for (let day = 0; day < 40; day += 1) {
      world.clock.move(DAY);
      await world.traffic();
      await rotate(ports)();
    }
    expect(world.failures).toEqual([]);
    expect(world.acts()).toEqual(['started']);
    expect((await readRecord(ports, 's')).rotation).toMatchObject({ step: 'test', cause: 'for hr to use it' });
    [world.side.uses = ''] = await world.secrets.live('s');
    await untilQuiet(world);
    rotatedOnce(world);
  });

  it('refuses the old value at once after a leak, whether or not the sender knows the new one', async () => {
    const world = await rotationWorld('sender', { follows: false });
    const { ports } = world.process();
    await begin(ports, world.secret, { actor: 'alpha', atOnce: true });
    expect(await carryOn(ports, world.secret)).toEqual({ kind: 'finished' });
    expect(await world.secrets.live('s')).not.toContain('v0');
  });
});

describe('one secret that cannot be looked at', () => {
  it('is told, and keeps no other from its rotation', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    const rotor: typeof ports.rotor = (secret) => {
      if (secret.name !== 's') throw new TypeError('no such host');
      return ports.rotor(secret);
    };
    world.clock.move(26 * DAY);
    await rotate({ ...ports, rotor })();
    expect(world.company.log.has('rotation-not-looked-at')).toBe(true);
    expect(world.acts()).toEqual(['started', 'rotated']);
  });
});

describe('two at once', () => {
  it('one works and the other sees that it does; the secret is rotated once', async () => {
    const world = await rotationWorld('setter');
    const [one, other] = [world.process().ports, world.process().ports];
    await Promise.all([rotate(one)({ secret: 's' }), rotate(other)({ secret: 's' })]);
    await untilQuiet(world);
    rotatedOnce(world);
  });

  it('a second rotation is refused while one is under way', async () => {
    const world = await rotationWorld('setter');
    const { ports } = world.process();
    await rotate(ports)({ secret: 's' });
    const again = await begin(ports, world.secret, { actor: 'alpha', atOnce: false });
    expect(again).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('its last rotation ends at 2026-11-21T10:15'),
    });
  });
});
