// Metrics as Embedded Metric Format by Powertools: gathered while a function runs, printed as one line when it ends.
import { Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import { METRIC_NAMESPACE, METRIC_SERVICE, METRICS, type MetricName, type MetricValues } from '../model/metric.ts';
import type { Metrics } from '../ports/metrics.ts';

export interface EmfPorts {
  readonly print: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface EmfMetrics extends Metrics {
  /** Prints what was gathered since the last time; nothing when there is nothing. */
  flush(): void;
}

/** EMF takes at most 100 values of a metric in one line (CloudWatch Logs User Guide, "Embedded metric format specification"). */
const MOST_VALUES = 99;

const quiet = { warn: () => undefined, debug: () => undefined, error: () => undefined, info: () => undefined };

/** Metrics that print through `print`. */
export function emfMetrics({ print, now }: EmfPorts): EmfMetrics {
  const gathered = new Map<MetricName, number[]>();
  const serviceName = process.env.POWERTOOLS_SERVICE_NAME ?? METRIC_SERVICE;
  let powertools: Powertools | undefined;
  return {
    add(values) {
      for (const [name, value] of entriesOf(values))
        if (value.length > 0) gathered.set(name, joined(name, gathered.get(name) ?? [], value));
    },
    flush() {
      powertools ??= new Powertools({ namespace: METRIC_NAMESPACE, serviceName, logger: quiet });
      while (gathered.size > 0) print(lineOf(powertools, gathered, now()));
    },
  };
}

function entriesOf(values: MetricValues): readonly (readonly [MetricName, readonly number[]])[] {
  return (Object.entries(values) as [MetricName, number | readonly number[]][]).map(([name, value]) => [
    name,
    typeof value === 'number' ? [value] : value,
  ]);
}

function joined(name: MetricName, before: readonly number[], values: readonly number[]): number[] {
  const all = [...before, ...values];
  if (METRICS[name].kind === 'times') return all;
  return [METRICS[name].kind === 'gauge' ? Math.max(...all) : all.reduce((sum, value) => sum + value, 0)];
}

/** Takes out of `gathered` what fits into one line. */
function lineOf(powertools: Powertools, gathered: Map<MetricName, number[]>, now: number): string {
  for (const [name, values] of [...gathered]) {
    for (const value of values.splice(0, MOST_VALUES)) powertools.addMetric(name, METRICS[name].unit, value);
    if (values.length === 0) gathered.delete(name);
  }
  powertools.setTimestamp(now);
  const line = JSON.stringify(powertools.serializeMetrics());
  powertools.clearMetrics();
  return line;
}

let printed = (line: string): void => void process.stdout.write(`${line}\n`);

/** The laptop keeps the lines instead of showing them. */
export function printMetricsTo(print: (line: string) => void): void {
  printed = print;
}

/** The metrics of every function of this process. */
export const metrics: EmfMetrics = emfMetrics({ print: (line) => printed(line), now: () => Date.now() });

/** A handler whose metrics are printed when it ends, however it ends. */
export function metered<Input extends unknown[], Output>(
  handler: (...input: Input) => Promise<Output>,
): (...input: Input) => Promise<Output> {
  return async (...input) => {
    try {
      return await handler(...input);
    } finally {
      metrics.flush();
    }
  };
}
