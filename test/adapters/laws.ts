// The suite of laws that holds every adapter to its contract, and the five lines that ask it of one.
import { AssertionError } from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, askOfBad, type Law } from './law.ts';
import { behaviourLaws } from './laws/behaviour.ts';
import { levelLaws } from './laws/level.ts';
import { ownershipLaws } from './laws/ownership.ts';
import { scanLaws } from './laws/scan.ts';
import { troubleLaws } from './laws/trouble.ts';
import { plantedFor } from './planted/all.ts';
import type { World } from './world.ts';

/** Scans come first, while there are few accounts to walk. */
export const laws: readonly Law[] = [...scanLaws, ...levelLaws, ...ownershipLaws, ...troubleLaws, ...behaviourLaws];

/**
 * Registers every law as a test of this adapter, and behind it one test for each fault that is planted in the same
 * adapter and that the law must catch. The world is started once; laws use people of their own.
 */
export function adapterLaws(subject: {
  readonly name: string;
  start(): Promise<World>;
  readonly startMs?: number;
}): void {
  describe(`the laws of adapters, kept by ${subject.name}`, () => {
    let world: World | undefined;
    beforeAll(async () => {
      world = await subject.start();
    }, subject.startMs ?? 60_000);
    afterAll(() => world?.stop());
    for (const law of laws) {
      let isKept = false;
      test(law.name, { timeout: 60_000 }, async (context) => {
        const verdict = await ask(law, world as World);
        if (verdict.kind === 'not-applicable') return context.skip(`not applicable: ${verdict.reason}`);
        if (verdict.kind === 'broken') throw verdict.error;
        isKept = true;
        expect(verdict.kind).toBe('kept');
      });
      for (const { planted, says } of plantedFor(law))
        test(`${law.name}: caught when it ${planted.name}`, { timeout: 60_000 }, async (context) => {
          const verdict = await askOfBad(law, world as World, planted);
          if (verdict.kind === 'not-applicable' && !isKept) return context.skip(`not applicable: ${verdict.reason}`);
          if (verdict.kind !== 'broken') expect.fail(`${verdict.kind}, by an adapter that must break the law`);
          // Any other error is a fault of the bench or of the planted adapter, and no proof.
          if (!(verdict.error instanceof AssertionError)) throw verdict.error;
          expect(verdict.error.message).toMatch(says);
        });
    }
  });
}
