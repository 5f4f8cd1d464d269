// What the world knows of a vendor: its facts, and what it was answered.
import type { ConfiguredSource } from '../../shared/ports/pipeline.ts';
import type { TruthFact } from './truth.ts';

/** The process that asks. */
interface Caller {
  readonly name: string;
}

export interface Vendor {
  readonly facts: readonly TruthFact[];
  /** Ids of events that some delivery was answered for with a success. */
  readonly acknowledged: Set<string>;
  source(name: string, caller: Caller): ConfiguredSource | undefined;
}
