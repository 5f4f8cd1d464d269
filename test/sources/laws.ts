// The suite of laws that holds every source to its contract, and the one call that asks it of one.
import { describe, test } from 'vitest';
import { fetchLaws } from './laws/fetch-laws.ts';
import { normaliseLaws } from './laws/normalise-laws.ts';
import { sampleLaws } from './laws/sample-laws.ts';
import { signatureLaws } from './laws/signature-laws.ts';
import type { SourceLaw } from './source-law.ts';
import { isHere, type SourceWorld } from './world.ts';

const laws: readonly SourceLaw[] = [...signatureLaws, ...normaliseLaws, ...sampleLaws, ...fetchLaws];

/** The laws that this world can be asked. */
export function lawsFor(world: SourceWorld): readonly SourceLaw[] {
  return laws.filter(({ needs }) => isHere(needs?.(world) ?? true));
}

/** Registers every law as a test of this source; those that cannot be asked are shown as skipped, once for each reason. */
export function sourceLaws(name: string, world: SourceWorld): void {
  describe(`the laws of sources, kept by ${name}`, () => {
    const unasked = new Map<string, number>();
    for (const { title, check, needs, timeoutMs = 30_000 } of laws) {
      const part = needs?.(world) ?? true;
      if (isHere(part)) test(title, () => check(world), timeoutMs);
      else unasked.set(part.notHere, (unasked.get(part.notHere) ?? 0) + 1);
    }
    for (const [reason, count] of unasked)
      test(`${count} of the laws are not asked`, ({ skip }) => skip(`not applicable: ${reason}`));
  });
}
