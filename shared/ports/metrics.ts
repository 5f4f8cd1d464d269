// What the steps measure. Printed once, at the end of an invocation, with its log: no call of its own, nothing to wait for.
import type { MetricValues } from '../model/metric.ts';

export interface Metrics {
  /**
   * Within one invocation counters add up, of a gauge the largest value stays, and every value of a `times` metric is kept.
   * Called after the write that makes it true: what is tried again is counted once.
   */
  add(values: MetricValues): void;
}
