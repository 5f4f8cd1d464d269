// What reconciliation and rotation tell the service levels. Pure: whoever has compared, or looked at secrets, adds what these answer.
import type { MetricValues } from '../model/metric.ts';
import { ageSeconds } from './indicators.ts';

/** One whole comparison of one target. `orphans`: after their grace window, service accounts apart. */
export interface Comparison {
  readonly compared: number;
  readonly drifted: number;
  readonly orphans: number;
}

/** Only for scans with a completeness certificate: half a comparison says nothing. Empty for none, which alarms in time. */
export function comparisonGauges(comparisons: readonly Comparison[]): MetricValues {
  if (comparisons.length === 0) return {};
  const sum = (name: keyof Comparison) => comparisons.reduce((all, comparison) => all + comparison[name], 0);
  return { IdentitiesCompared: sum('compared'), IdentitiesDrifted: sum('drifted'), Orphans: sum('orphans') };
}

/** The oldest of the secrets that are to be rotated; `changedAt` in ms. Empty when nobody looked at any, which alarms in time. */
export function secretGauges(secrets: readonly { readonly changedAt: number }[], now: number): MetricValues {
  if (secrets.length === 0) return {};
  return { SecretAgeSeconds: ageSeconds(Math.min(...secrets.map(({ changedAt }) => changedAt)), now) };
}
