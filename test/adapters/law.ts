// One law and its verdict.
import { type Bench, NotApplicable, openBench } from './bench.ts';
import { type Planted, plantedIn } from './planted/planted.ts';
import type { World } from './world.ts';

/** A law is data, so that it can also be asked of an adapter that must break it. */
export interface Law {
  readonly name: string;
  run(bench: Bench): Promise<void>;
}

export type Verdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'broken'; readonly error: Error }
  | { readonly kind: 'not-applicable'; readonly reason: string };

/** Asks one law of a started world. Never throws. */
export async function ask(law: Law, world: World): Promise<Verdict> {
  const bench = openBench(world);
  try {
    await law.run(bench);
    return { kind: 'kept' };
  } catch (error) {
    if (error instanceof NotApplicable) return { kind: 'not-applicable', reason: error.message };
    return { kind: 'broken', error: error instanceof Error ? error : new Error(String(error)) };
  } finally {
    await bench.close();
  }
}

/** Asks one law of the world's adapter with a fault planted in it. Never throws. */
export async function askOfBad(law: Law, world: World, planted: Planted): Promise<Verdict> {
  const bad = plantedIn(world, planted);
  try {
    return await ask(law, bad.world);
  } finally {
    await bad.release();
  }
}
