// The suite of laws that holds every source to its contract, and the one call that asks it of one.
import { describe, test } from 'vitest';
import { fetchLaws } from './laws/fetch-laws.ts';
import { normaliseLaws } from './laws/normalise-laws.ts';
import { sampleLaws } from './laws/sample-laws.ts';
import { signatureLaws } from './laws/signature-laws.ts';
import { allPlanted, plantedFor } from './planted/all.ts';
import { expectCaught } from './planted/caught.ts';
import type { SourceLaw } from './source-law.ts';
import { isHere, type SourceWorld } from './world.ts';

export const laws: readonly SourceLaw[] = [...signatureLaws, ...normaliseLaws, ...sampleLaws, ...fetchLaws];

/**
 * Registers every law as a test of this source, and behind it one test for each fault that is planted in the same source and that
 * the law must catch; laws that cannot be asked are shown as skipped, once for each reason.
 */
export function sourceLaws(name: string, world: SourceWorld): void {
  describe(`the laws of sources, kept by ${name}`, () => {
    const unasked = new Map<string, number>();
    for (const law of laws) {
      const part = law.needs?.(world) ?? true;
      if (isHere(part)) askOf(law, world);
      else unasked.set(part.notHere, (unasked.get(part.notHere) ?? 0) + 1);
    }
    for (const [reason, count] of unasked)
      test(`${count} of the laws are not asked`, ({ skip }) => skip(`not applicable: ${reason}`));
  });
}

function askOf(law: SourceLaw, world: SourceWorld): void {
  const { title, check, timeoutMs = 30_000 } = law;
  test(title, () => check(world), timeoutMs);
  for (const planted of plantedFor(law, allPlanted))
    test(`${title}: caught when it ${planted.fault}`, () => expectCaught(law, world, planted), timeoutMs);
}
