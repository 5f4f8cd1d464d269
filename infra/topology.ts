// The pipeline on one page: tables, queues, functions, what wakes them and what they may touch. The laptop and CDK build from it.
import type { QueueName } from '../shared/ports/queue.ts';
import type { IndexName, TableName } from '../shared/ports/table.ts';
import type { WorkflowName } from '../shared/ports/workflows.ts';

export interface TableSpec {
  readonly name: TableName;
  /** Keys only, sparse. */
  readonly indexes: readonly IndexName[];
  /** The keys table has none: an erased key must not come back from a backup. */
  readonly pointInTimeRecovery: boolean;
}

export interface QueueSpec {
  readonly name: QueueName;
  /** Longer than the function's timeout, so that a message is never worked twice at once. */
  readonly visibilitySeconds: number;
  /** Receives before the dead-letter queue; the truth is in the table, so nothing is lost there. */
  readonly receives: number;
}

export type Trigger =
  | {
      readonly kind: 'http';
      readonly methods: readonly string[];
      readonly path: string;
      /** One address for each source whose vendor comes by this door, in the place of `{source}`; no other name is answered. */
      readonly door?: 'hooks' | 'scim';
    }
  | { readonly kind: 'queue'; readonly queue: QueueName; readonly batch: number; readonly concurrency: number }
  | { readonly kind: 'schedule'; readonly everyMinutes: number }
  /** A state of a workflow calls it. */
  | { readonly kind: 'workflow'; readonly workflow: WorkflowName };

export interface FunctionSpec {
  readonly name: string;
  /** The file in functions/ that exports `handler`. */
  readonly entry: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly triggers: readonly Trigger[];
  readonly tables: { readonly [table in TableName]?: 'read' | 'write' | 'append' };
  readonly sends: readonly QueueName[];
  /** Families of secrets that it reads: `sources`, `targets`, `operators`. */
  readonly secrets: readonly ('sources' | 'targets' | 'operators')[];
  /** Knows how targets spell and pace, which needs no credential of theirs. */
  readonly spells?: true;
  /** Makes, promotes and retires versions of those secrets; nobody else may. */
  readonly rotates?: true;
  /** Workflows that it may start; their ARNs are in its environment as `FRONTDESK_WORKFLOW_<NAME>`. */
  readonly starts?: readonly WorkflowName[];
  /** Uses the audit log's signing keys. */
  readonly signs?: true;
  /** The write-once store of sealed heads, and with it the public key they are signed with. */
  readonly archive?: 'read' | 'append';
}

/** A Step Functions state machine: on a schedule, by hand and on anomalies, one execution at a time for each input. */
export interface WorkflowSpec {
  readonly name: WorkflowName;
  /** The file in infra/workflows/ with its definition (Amazon States Language, JSONPath); `${name}` stands for that function's ARN. */
  readonly definition: string;
  readonly everyHours: number;
}

export interface Topology {
  readonly tables: readonly TableSpec[];
  readonly queues: readonly QueueSpec[];
  readonly functions: readonly FunctionSpec[];
  readonly workflows: readonly WorkflowSpec[];
}

/** Has every target's adapter at hand. */
export function knowsTargets({ secrets, spells }: FunctionSpec): boolean {
  return spells === true || secrets.includes('targets');
}

const everyQueue: readonly QueueName[] = ['events', 'events-urgent', 'apply', 'apply-urgent', 'pump', 'verify'];
const all = { state: 'write', audit: 'append', keys: 'write' } as const;

export const topology: Topology = {
  tables: [
    { name: 'state', indexes: ['due'], pointInTimeRecovery: true },
    { name: 'audit', indexes: ['minute'], pointInTimeRecovery: true },
    { name: 'keys', indexes: [], pointInTimeRecovery: false },
  ],
  queues: everyQueue.map((name) => ({ name, visibilitySeconds: 90, receives: 20 })),
  functions: [
    {
      name: 'webhook',
      entry: 'webhook.ts',
      timeoutSeconds: 10,
      memoryMb: 512,
      triggers: [{ kind: 'http', methods: ['POST', 'GET'], path: '/hooks/{source}', door: 'hooks' }],
      tables: { state: 'write', keys: 'write' },
      sends: ['events', 'events-urgent'],
      secrets: ['sources'],
    },
    {
      name: 'scim',
      entry: 'scim.ts',
      timeoutSeconds: 28,
      memoryMb: 512,
      triggers: [
        {
          kind: 'http',
          methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
          path: '/scim/{source}/v2/{path+}',
          door: 'scim',
        },
      ],
      tables: { state: 'write', keys: 'write' },
      sends: ['events', 'events-urgent'],
      secrets: ['sources'],
    },
    {
      name: 'decide',
      entry: 'decide.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [
        { kind: 'queue', queue: 'events-urgent', batch: 10, concurrency: 4 },
        { kind: 'queue', queue: 'events', batch: 10, concurrency: 8 },
      ],
      tables: all,
      sends: ['apply', 'apply-urgent'],
      secrets: ['sources'],
      spells: true,
    },
    {
      name: 'apply',
      entry: 'apply.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [
        { kind: 'queue', queue: 'apply-urgent', batch: 10, concurrency: 4 },
        { kind: 'queue', queue: 'apply', batch: 10, concurrency: 8 },
      ],
      tables: { state: 'write', audit: 'append' },
      sends: ['pump', 'apply'],
      secrets: ['targets'],
    },
    {
      name: 'pump',
      entry: 'pump.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [{ kind: 'queue', queue: 'pump', batch: 1, concurrency: 8 }],
      tables: { state: 'write', audit: 'append' },
      sends: ['pump', 'apply'],
      secrets: ['targets'],
    },
    {
      name: 'verify',
      entry: 'verify.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [{ kind: 'queue', queue: 'verify', batch: 10, concurrency: 4 }],
      tables: { state: 'write', audit: 'append' },
      sends: ['apply', 'apply-urgent'],
      secrets: ['targets'],
    },
    {
      name: 'sweep',
      entry: 'sweep.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [{ kind: 'schedule', everyMinutes: 1 }],
      // It also finishes a release that was cut short, and that decides about people.
      tables: all,
      sends: everyQueue,
      secrets: [],
      spells: true,
      starts: ['daily'],
    },
    {
      name: 'seal',
      entry: 'seal.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [{ kind: 'schedule', everyMinutes: 1 }],
      tables: { state: 'write', audit: 'append' },
      sends: [],
      secrets: [],
      signs: true,
      archive: 'append',
    },
    {
      name: 'census',
      entry: 'census.ts',
      timeoutSeconds: 900,
      memoryMb: 512,
      triggers: [{ kind: 'schedule', everyMinutes: 60 }],
      tables: { state: 'write' },
      sends: [],
      secrets: [],
    },
    {
      name: 'rotate',
      entry: 'rotate.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [
        { kind: 'schedule', everyMinutes: 1 },
        { kind: 'workflow', workflow: 'daily' },
      ],
      tables: { state: 'write', audit: 'append' },
      sends: [],
      secrets: ['sources', 'targets', 'operators'],
      rotates: true,
      // The head in which the old key announces the new one is its work.
      signs: true,
      archive: 'append',
    },
    {
      name: 'reconcile',
      entry: 'reconcile.ts',
      timeoutSeconds: 60,
      memoryMb: 512,
      triggers: [{ kind: 'workflow', workflow: 'daily' }],
      tables: all,
      sends: ['apply', 'apply-urgent'],
      secrets: ['targets'],
    },
    {
      name: 'operator',
      entry: 'operator.ts',
      // API Gateway hangs up after 29 seconds.
      timeoutSeconds: 28,
      memoryMb: 512,
      triggers: [{ kind: 'http', methods: ['GET', 'POST'], path: '/operator/{path+}' }],
      tables: all,
      sends: ['events', 'events-urgent', 'apply', 'apply-urgent'],
      secrets: ['operators', 'targets', 'sources'],
      rotates: true,
      starts: ['daily'],
      archive: 'read',
    },
  ],
  workflows: [{ name: 'daily', definition: 'daily.asl.json', everyHours: 24 }],
};
