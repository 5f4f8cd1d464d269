// A rotation that dies at each of its calls, before the effect and after it: enumerated, not sampled.
import { describe, expect, it } from 'vitest';
import { CLAIM, DAY, MINUTE } from '../../shared/core/timing.ts';
import { rotate } from '../../shared/steps/rotate.ts';
import { readRecord } from '../../shared/steps/rotation-record.ts';
import { expectOneValue, rotatedOnce, styles, untilQuiet } from '../builders/rotation-ends.ts';
import { type Death, rotationWorld } from '../builders/rotation-world.ts';

describe('killed at any call, before or after its effect', () => {
  const deaths: readonly Death['phase'][] = ['before', 'after'];
  it.each(styles.flatMap((style) => deaths.map((phase) => [style, phase] as const)))(
    '"%s", %s each effect: it resumes, once, and nobody is refused',
    { timeout: 60_000 },
    async (style, phase) => {
      let points = 0;
      for (let at = 1; ; at += 1) {
        const world = await rotationWorld(style);
        const { ports, dead } = world.process({ at, phase });
        const run = async () => {
          await rotate(ports)({ secret: 's' });
          for (let round = 0; round < 3 && (await readRecord(ports, 's')).rotation; round += 1) {
            world.clock.move(style === 'sender' ? DAY : 16 * MINUTE);
            await rotate(ports)();
          }
          return 'alive' as const;
        };
        if ((await Promise.race([run(), dead])) === 'alive') break;
        points += 1;
        world.clock.move(CLAIM);
        // Killed before the first checkpoint, nothing has begun: somebody asks again.
        const fresh = world.process().ports;
        if (!(await readRecord(fresh, 's')).rotation && world.acts().length === 0) await rotate(fresh)({ secret: 's' });
        if ((await readRecord(fresh, 's')).rotation) await untilQuiet(world);
        rotatedOnce(world);
        await expectOneValue(world, style);
      }
      expect(points).toBeGreaterThan(20);
    },
  );
});
