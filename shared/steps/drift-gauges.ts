// How all targets stand by their last comparisons: one that is never proven must not hide behind another one that is.
import { ageSeconds } from '../core/indicators.ts';
import { driftGauges, type Look } from '../core/slow-gauges.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { readDrift } from './reconcile-store.ts';

interface LookAt extends Look {
  readonly target: string;
}

/** One read for each target. */
async function lastLooks(ports: Pipeline): Promise<readonly LookAt[]> {
  const names = Object.keys(ports.settings.targets);
  return Promise.all(
    names.map(async (target) => {
      const last = await readDrift(ports, target);
      return {
        target,
        ...(last && { orphans: last.report.drift.orphan, ...(last.proven && { proven: last.proven }) }),
      };
    }),
  );
}

/** Drift and orphans of all targets: said when one of them was compared, so that what was found is seen before it is mended. */
export async function tellDrift(ports: Pipeline): Promise<void> {
  ports.metrics.add(driftGauges(await lastLooks(ports)));
}

/** Each hour, with the age of the oldest proof. `known`: since when each target is asked about, ms. */
export async function tellComparisons(ports: Pipeline, known: { readonly [target: string]: number }, now: number) {
  const looks = await lastLooks(ports);
  const ages = looks.map(({ target, proven }) => [target, ageSeconds(proven?.endedAt ?? known[target], now)] as const);
  ports.metrics.add({
    ...driftGauges(looks),
    ...(ages.length > 0 && { ComparisonSeconds: Math.max(...ages.map(([, seconds]) => seconds)) }),
  });
  for (const [target, seconds] of ages) ports.log.info('compared-wholly', { target, seconds });
}
