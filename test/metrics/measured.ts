// What a test company has measured so far, read from the lines that it printed.
import { pointsOf } from '../../shared/core/alarm/emf.ts';
import type { MetricName } from '../../shared/model/metric.ts';
import type { Company } from '../builders/a-company.ts';

/** Every value of a metric, in order. */
export function measured(
  { metrics, printed }: Pick<Company, 'metrics' | 'printed'>,
  name: MetricName,
): readonly number[] {
  metrics.flush();
  return printed.flatMap(pointsOf).flatMap((point) => (point.name === name ? point.values : []));
}

/** Their sum. */
export function total(company: Pick<Company, 'metrics' | 'printed'>, name: MetricName): number {
  return measured(company, name).reduce((sum, value) => sum + value, 0);
}
