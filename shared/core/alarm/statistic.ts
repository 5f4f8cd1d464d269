// Statistics of CloudWatch over the values of one window.

/** Undefined where there is no value: a missing data point. Throws for a statistic that none of our alarms uses. */
export function statisticOf(statistic: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0);
  if (statistic === 'SampleCount') return values.length;
  if (statistic === 'Maximum') return Math.max(...values);
  const percentile = /^p(\d+(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (percentile !== undefined) return percentileOf(values, Number(percentile) / 100);
  const rank = /^PR\(:(\d+(?:\.\d+)?)\)$/.exec(statistic)?.[1];
  if (rank !== undefined) return rankOf(values, Number(rank));
  throw new Error(`the statistic ${statistic} is not one that is evaluated here`);
}

/** The smallest value that at least this share of all does not exceed. */
function percentileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Percentile rank: how many in a hundred do not exceed `limit` (CloudWatch statistics definitions, "PR"). */
function rankOf(values: readonly number[], limit: number): number {
  return (100 * values.filter((value) => value <= limit).length) / values.length;
}
