// All planted faults, and which of them a law must catch.
import type { Law } from '../law.ts';
import { plantedAnswers } from './answers.ts';
import { plantedChanges } from './changes.ts';
import { plantedManners } from './manners.ts';
import type { Planted } from './planted.ts';
import { plantedScans } from './scans.ts';

export const allPlanted: readonly Planted[] = [
  ...plantedChanges,
  ...plantedAnswers,
  ...plantedScans,
  ...plantedManners,
];

/** The faults that this law must catch on every adapter, each with what it must say. */
export function plantedFor(law: Law): readonly { readonly planted: Planted; readonly says: RegExp }[] {
  return allPlanted.flatMap((planted) =>
    Object.entries(planted.breaks)
      .filter(([beginning]) => isNamed(law, beginning))
      .map(([, says]) => ({ planted, says })),
  );
}

/** Whether the law's name begins so. Whole words, so that "silent" is not the beginning of "silent-writes". */
export function isNamed({ name }: Law, beginning: string): boolean {
  return name.startsWith(beginning) && ['', ' ', ',', ':'].includes(name.charAt(beginning.length));
}
