// What every chapter plays on: the running company, the ways in from outside, what is expected by now, and the verdicts so far.
import { join } from 'node:path';
import { type Client, clientFor } from '../../../operator/client.ts';
import type { Occasion } from '../../../shared/ports/source.ts';
import type { Company } from '../company.ts';
import type { DemoClock } from './demo-clock.ts';
import type { Expected } from './expected.ts';
import type { Narrator } from './narrator.ts';
import type { OutageSwitch } from './outage-switch.ts';
import type { Witness } from './witness.ts';

export type Person = Occasion['attributes'] & { readonly subject: string };

/** One line of the scorecard. */
export interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly shown: string;
}

export interface Stage {
  readonly company: Company;
  readonly clock: DemoClock;
  readonly app: OutageSwitch;
  readonly witness: Witness;
  readonly say: Narrator;
  /** The company of the people file. */
  readonly people: readonly Person[];
  /** Who should have what by now, by person. */
  readonly expected: Map<string, Expected>;
  /** Ids of the events that a door said 202 to. */
  readonly acknowledged: Set<string>;
  /** Figures that the scorecard's JSON carries. */
  readonly measured: Map<string, number>;
  readonly checks: Check[];
  /** An operator at the API, by name. */
  as(operator: 'alpha' | 'bravo' | 'charlie'): Client;
  /** A file in the demo's folder. */
  file(name: string): string;
}

/** Writes a verdict on the screen and on the scorecard. */
export function check({ say, checks }: Stage, { what, ok, shown }: Check): void {
  say.verdict(ok, what, shown);
  checks.push({ what, ok, shown });
}

/** Keeps a figure for the scorecard's JSON: `hire.appliedMs`. */
export function measure({ measured }: Stage, name: string, value: number): void {
  measured.set(name, Math.round(value));
}

export interface StageParts extends Pick<Stage, 'company' | 'clock' | 'app' | 'witness' | 'say' | 'people'> {}

/** A stage on which nothing has happened yet. */
export function emptyStage(parts: StageParts): Stage {
  const { folder, url } = parts.company;
  return {
    ...parts,
    expected: new Map(),
    acknowledged: new Set(),
    measured: new Map(),
    checks: [],
    as: (operator) => clientFor({ url, data: folder, as: operator }),
    file: (name) => join(folder, name),
  };
}
