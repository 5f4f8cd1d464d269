// Everything that one history shares: true time, chance, the stores, the company, and what went wrong so far.
import type { Policy } from '../../shared/model/policy/policy.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { MemoryQueues } from '../memory/memory-queues.ts';
import type { MemoryTable } from '../memory/memory-table.ts';
import type { Dice } from './dice.ts';
import type { Journal } from './journal.ts';
import type { Mix } from './mixes.ts';
import type { Server } from './server.ts';
import type { Timeline } from './timeline.ts';
import type { Vendor } from './vendor-side.ts';
import type { InForceMoment, PlanFile } from './versions.ts';

export interface Counts {
  crashes: number;
  stalls: number;
  duplicates: number;
  reorders: number;
  calls: number;
}

/** A crash at one single moment, for enumerations: the number of the call, before or after its effect. */
export interface CrashAt {
  readonly call: number;
  readonly when: 'before' | 'after';
}

export interface World {
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly journal: Journal;
  readonly table: MemoryTable;
  readonly queues: MemoryQueues;
  readonly settings: Settings;
  readonly servers: ReadonlyMap<string, Server>;
  readonly vendor: Vendor;
  readonly policies: Map<string, Policy>;
  policy: string;
  /** Where operators roll versions out: what was in force, from the beginning on. Empty elsewhere. */
  readonly inForces: InForceMoment[];
  /** Plans that operators have made. */
  readonly plans: PlanFile[];
  /** Plans that an operator has read and approves when they come to it, whatever has become of them. */
  readonly promised: string[];
  mix: Mix;
  /** What our clocks show more than true time, ms. */
  offset: number;
  readonly counts: Counts;
  readonly crashAt: CrashAt | undefined;
  /** When each audit row was committed, true time, by partition and number. */
  readonly commits: Map<string, number>;
  /** Told of every write with the earliest moment that it made somebody due. */
  wroteState: (due: number | undefined) => void;
  /** Told of every message that a queue took. */
  sent: () => void;
  /** What broke inside the harness or a step in a way that no fault explains. */
  readonly troubles: string[];
}

/** Our wall clock. */
export function wall({ timeline, offset }: World): number {
  return timeline.now() + offset;
}
