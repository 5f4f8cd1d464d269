// Every metric there is, once: name, unit, kind and meaning. One dimension, `service`, so that each name is one metric to pay for.

interface MetricSpec {
  readonly unit: 'Count' | 'Seconds' | 'Percent';
  /**
   * `counter`: things that happened, added up. `gauge`: how something stands, looked at each minute or hour; 0 means that
   * somebody looked and found nothing, never that nobody looked. `times`: one value for each thing that ended.
   */
  readonly kind: 'counter' | 'gauge' | 'times';
  readonly means: string;
}

/** CloudWatch bills each name with each set of dimension values: what would need a dimension (target, source, person) is in log lines and `status`. */
export const METRICS = {
  OperationsSucceeded: {
    unit: 'Count',
    kind: 'counter',
    means: 'operations that ended as applied or no-op, once each',
  },
  OperationsFailed: { unit: 'Count', kind: 'counter', means: 'operations that ended as parked or refused, once each' },
  ProvisionSeconds: {
    unit: 'Seconds',
    kind: 'times',
    means: 'from the event (or the day it takes effect) to usable access',
  },
  RevokeSeconds: { unit: 'Seconds', kind: 'times', means: 'from the event to a revocation that was read back' },
  ApprovalWaitSeconds: {
    unit: 'Seconds',
    kind: 'times',
    means: 'from the hold of a loss to its release by two people',
  },
  TargetCalls: { unit: 'Count', kind: 'counter', means: 'changes asked of targets, retries included' },
  TargetCallsFailed: {
    unit: 'Count',
    kind: 'counter',
    means: 'of these, the ones that a target answered with a fault',
  },
  ComparisonSeconds: {
    unit: 'Seconds',
    kind: 'gauge',
    means: 'age of the last proven comparison of the target where it is oldest; of one never proven, since we know it',
  },
  DriftPercent: {
    unit: 'Percent',
    kind: 'gauge',
    means: 'people that were not as wished, of all compared, at the last proven comparison of each target',
  },
  Orphans: {
    unit: 'Count',
    kind: 'gauge',
    means: 'accounts with our mark and without a decision, at the last comparison of each target, all targets',
  },
  ApprovalQueue: { unit: 'Count', kind: 'gauge', means: 'plans that wait for approvals' },
  SecretAgeSeconds: {
    unit: 'Seconds',
    kind: 'gauge',
    means: 'age of the oldest secret; one that may become older than 25 days counts from as many days later',
  },
  AuditHeadSeconds: { unit: 'Seconds', kind: 'gauge', means: 'age of the newest sealed head of the audit log' },
  AuditResidue: {
    unit: 'Count',
    kind: 'gauge',
    means: 'ended events that the log does not name, or names without an end in the inbox',
  },
  IncidentsCaused: {
    unit: 'Count',
    kind: 'counter',
    means: 'incidents caused by provisioning, as operators note them',
  },
  WaitingEventSeconds: {
    unit: 'Seconds',
    kind: 'gauge',
    means:
      'age of the oldest undecided event that was due; of a policy by which somebody was not decided, from 20 min on',
  },
  OpenGrantSeconds: { unit: 'Seconds', kind: 'gauge', means: 'age of the oldest grant in flight that was due' },
  OpenRemovalSeconds: {
    unit: 'Seconds',
    kind: 'gauge',
    means: 'age of the oldest revocation in flight that was due, or given up',
  },
  ParkedSeconds: {
    unit: 'Seconds',
    kind: 'gauge',
    means: 'age of the oldest operation or event that waits for a redrive',
  },
  HeldSeconds: { unit: 'Seconds', kind: 'gauge', means: 'age of the oldest loss or plan that waits for approvals' },
  SourceSilentSeconds: {
    unit: 'Seconds',
    kind: 'gauge',
    means: 'how long the most silent webhook source has sent nothing',
  },
  DeliveriesAccepted: { unit: 'Count', kind: 'counter', means: 'deliveries taken in' },
  DeliveriesRefused: { unit: 'Count', kind: 'counter', means: 'deliveries refused for their signature or form' },
  WorkerFailures: {
    unit: 'Count',
    kind: 'counter',
    means: 'messages, requests and runs that ended in a fault of ours',
  },
  PlannedWindow: { unit: 'Count', kind: 'gauge', means: '1 while a planned window is open' },
} as const satisfies { readonly [name: string]: MetricSpec };

export type MetricName = keyof typeof METRICS;

/** What is added at once; several values of a `times` metric as a list. */
export type MetricValues = { readonly [name in MetricName]?: number | readonly number[] };

/** One value as it was printed. `at` is ms since the epoch. */
export interface MetricPoint {
  readonly name: string;
  readonly at: number;
  readonly values: readonly number[];
}

export const METRIC_NAMESPACE = 'Frontdesk';
/** The value of the dimension `service`, if the host says nothing else (`POWERTOOLS_SERVICE_NAME`): one for each stage in an account. */
export const METRIC_SERVICE = 'frontdesk';
