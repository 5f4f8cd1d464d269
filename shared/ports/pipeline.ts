// Everything a step may reach, behind ports: the same steps run in a Lambda, on the laptop and in the simulator.
import type { InForce } from '../model/policy/in-force.ts';
import type { Origin } from '../model/policy/origin.ts';
import type { Policy } from '../model/policy/policy.ts';
import type { Settings, SourceSettings } from '../model/settings.ts';
import type { Connection } from './adapter.ts';
import type { Metrics } from './metrics.ts';
import type { Queues } from './queue.ts';
import type { Clock, Digest, Ids, Log } from './runtime.ts';
import type { Freshness } from './secrets.ts';
import type { Source } from './source.ts';
import type { Table } from './table.ts';
import type { Vault } from './vault.ts';
import type { Workflows } from './workflows.ts';

/** A policy bundle under its content hash. */
export interface PolicyVersion {
  readonly version: string;
  readonly bundle: Policy;
  /** Where it was written; undefined of a version that was published without. */
  readonly origin?: Origin;
  /** Who put it in force, of the version that is. */
  readonly publishedBy?: string;
}

/** Which version is for whom, and the one for everybody whom nothing else is for. */
export interface ActivePolicy {
  readonly inForce: InForce;
  readonly base: PolicyVersion;
}

export interface ConfiguredSource {
  readonly source: Source;
  readonly settings: SourceSettings;
  /** Why it cannot be used: its settings name no kind that is known here, or are none of that kind. */
  readonly unusable?: string;
  /** Live webhook signing secrets, newest first; empty when none is configured. */
  secrets(freshness?: Freshness): Promise<readonly string[]>;
  /** Notes that the sender has used this one of them. */
  used?(secret: string): Promise<void>;
  /** Live credentials of the source's API, the current one first. */
  credentials(): Promise<readonly string[]>;
}

export interface Pipeline {
  readonly settings: Settings;
  readonly table: Table;
  readonly queues: Queues;
  readonly workflows: Workflows;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: Digest;
  readonly vault: Vault;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What new decisions are made by; a few seconds old at most, and not older than the change that has the number `since`. */
  activePolicy(since?: number): Promise<ActivePolicy>;
  /** A version that decided something once; undefined when it was never published here. */
  policyVersion(version: string): Promise<PolicyVersion | undefined>;
  /** Undefined when `frontdesk.yaml` names no such source. */
  source(name: string): ConfiguredSource | undefined;
  /** Undefined when `frontdesk.yaml` names no such target. */
  target(name: string): Connection | undefined;
}
