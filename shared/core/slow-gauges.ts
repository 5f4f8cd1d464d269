// What reconciliation and rotation tell the service levels. Pure: whoever has compared, or looked at secrets, adds what these answer.
import type { Comparison } from '../model/drift.ts';
import type { MetricValues } from '../model/metric.ts';
import { ageSeconds } from './indicators.ts';

/** One target: its last proven comparison, and the orphans that its last look has seen, proven or not. */
export interface Look {
  readonly proven?: Comparison;
  readonly orphans?: number;
}

/**
 * All targets together. Half a comparison says nothing of drift; an orphan that it saw is there, and one that it did not see may be
 * there still. Empty where nothing was proven or found.
 */
export function driftGauges(looks: readonly Look[]): MetricValues {
  const proven = looks.flatMap((look) => look.proven ?? []);
  const orphans = sum(looks.map((look) => Math.max(look.orphans ?? 0, look.proven?.orphans ?? 0)));
  const compared = sum(proven.map((one) => one.compared));
  const drifted = sum(proven.map((one) => one.drifted));
  return {
    ...(proven.length > 0 && { DriftPercent: percent(drifted, Math.max(compared, drifted)) }),
    ...((proven.length > 0 || orphans > 0) && { Orphans: orphans }),
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

const percent = (bad: number, all: number): number => (all === 0 ? 0 : Math.round((1e6 * bad) / all) / 1e4);

/** The oldest of the secrets that are to be rotated; `changedAt` in ms. Empty when nobody looked at any, which alarms in time. */
export function secretGauges(secrets: readonly { readonly changedAt: number }[], now: number): MetricValues {
  if (secrets.length === 0) return {};
  return { SecretAgeSeconds: ageSeconds(Math.min(...secrets.map(({ changedAt }) => changedAt)), now) };
}
