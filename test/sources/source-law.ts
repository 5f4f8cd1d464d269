// A law of sources as data, so that it can also be asked of a source that must break it.
import type { Law } from '../contracts/law.ts';
import type { NotHere, SourceWorld } from './world.ts';

/** `needs` says why a law is not asked of a world. */
export interface SourceLaw extends Law<SourceWorld> {
  readonly needs?: (world: SourceWorld) => true | NotHere;
}
