// What is on while a history plays: the world, its workers, and its minutes.
import type { Minutes } from './minute.ts';
import type { Workers } from './workers.ts';
import type { World } from './world.ts';

export interface Stage {
  readonly world: World;
  readonly workers: Workers;
  readonly minutes: Minutes;
}
