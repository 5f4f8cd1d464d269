// Everything a step may reach, behind ports: the same steps run in a Lambda, on the laptop and in the simulator.
import type { Policy } from '../model/policy.ts';
import type { Settings, SourceSettings } from '../model/settings.ts';
import type { Connection } from './adapter.ts';
import type { Queues } from './queue.ts';
import type { Clock, Digest, Ids, Log } from './runtime.ts';
import type { Source } from './source.ts';
import type { Table } from './table.ts';
import type { Vault } from './vault.ts';
import type { Workflows } from './workflows.ts';

/** A policy bundle under its content hash. */
export interface PolicyVersion {
  readonly version: string;
  readonly bundle: Policy;
}

export interface ConfiguredSource {
  readonly source: Source;
  readonly settings: SourceSettings;
  /** Live webhook signing secrets, newest first; empty when none is configured. */
  secrets(): Promise<readonly string[]>;
  /** Live credentials of the source's API, newest first. */
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
  /** The version in force for new decisions. */
  activePolicy(): Promise<PolicyVersion>;
  /** A version that decided something once; undefined when it was never published here. */
  policyVersion(version: string): Promise<PolicyVersion | undefined>;
  /** Undefined when `frontdesk.yaml` names no such source. */
  source(name: string): ConfiguredSource | undefined;
  /** Undefined when `frontdesk.yaml` names no such target. */
  target(name: string): Connection | undefined;
}
