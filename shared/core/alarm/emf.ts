// Reads what functions print: Embedded Metric Format in, values of metrics out.
import * as z from 'zod';
import { METRIC_NAMESPACE, type MetricPoint } from '../../model/metric.ts';

const Emf = z.object({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string() })),
      }),
    ),
  }),
});

/** Of one line; empty for a line that is no metric of ours. */
export function pointsOf(line: string): readonly MetricPoint[] {
  const parsed = parse(line);
  const emf = Emf.safeParse(parsed);
  if (!emf.success) return [];
  const { Timestamp: at, CloudWatchMetrics } = emf.data._aws;
  return CloudWatchMetrics.filter(({ Namespace }) => Namespace === METRIC_NAMESPACE).flatMap(({ Metrics }) =>
    Metrics.map(({ Name: name }) => {
      const value = (parsed as { readonly [name: string]: unknown })[name];
      return { name, at, values: [value].flat().filter((one): one is number => typeof one === 'number') };
    }),
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
