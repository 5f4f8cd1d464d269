// What the alarms of one stage are called, and what they watch.
import { METRIC_SERVICE } from '../../shared/model/metric.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import type { WorkflowName } from '../../shared/ports/workflows.ts';

export interface Naming {
  /** Before every alarm's name: one for each stage in an account. */
  readonly prefix: string;
  /** Names that AWS gives: of a queue's dead letters, of a state machine. */
  readonly deadQueue?: (queue: QueueName) => string;
  readonly machine?: (workflow: WorkflowName) => string;
  /** Value of the metrics' dimension; the functions print it from `POWERTOOLS_SERVICE_NAME`. */
  readonly service: string;
}

export const DEFAULT_NAMING: Naming = { prefix: 'frontdesk', service: METRIC_SERVICE };
