// All faults that are planted in every source with deliveries or an API.
import type { Law } from '../../contracts/law.ts';
import { plantedMeanings } from './meanings.ts';
import type { Planted } from './planted.ts';
import { plantedRecords } from './records.ts';
import { plantedSignatures } from './signatures.ts';

export const allPlanted: readonly Planted[] = [...plantedSignatures, ...plantedMeanings, ...plantedRecords];

/** The faults of a list that this law must catch. */
export function plantedFor<World>({ title }: Law<World>, list: readonly Planted<World>[]): readonly Planted<World>[] {
  return list.filter(({ caughtBy }) => title.startsWith(caughtBy));
}
