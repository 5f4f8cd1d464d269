// A company whose alarms are watched minute by minute: real steps, the lines they print, the synthesized alarms over them.
import { createHash } from 'node:crypto';
import { AWS_COUNTS, type AwsCount } from '../../infra/alarms/aws-counts.ts';
import { DEFAULT_NAMING } from '../../infra/alarms/naming.ts';
import { seriesName } from '../../shared/core/alarm/definition.ts';
import { pointsOf } from '../../shared/core/alarm/emf.ts';
import { type Series, series } from '../../shared/core/alarm/series.ts';
import { watch } from '../../shared/core/alarm/watch.ts';
import { NO_DRIFT } from '../../shared/core/drift-tally.ts';
import { secretGauges } from '../../shared/core/slow-gauges.ts';
import type { DriftReport } from '../../shared/model/drift.ts';
import type { MetricName } from '../../shared/model/metric.ts';
import { census } from '../../shared/steps/census.ts';
import { tellDrift } from '../../shared/steps/drift-gauges.ts';
import { driftWrite } from '../../shared/steps/reconcile-store.ts';
import { seal } from '../../shared/steps/seal.ts';
import { aSigner } from '../audit/audit-house.ts';
import { memoryArchive } from '../audit/memory-archive.ts';
import { aCompany, type Company, type CompanyOptions } from '../builders/a-company.ts';
import { synthesized } from './template.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HEADS = 5_000;

/** What runs; a failure switches some of it off. */
interface Alive {
  sweep: boolean;
  workers: boolean;
  seal: boolean;
  census: boolean;
  comparison: boolean;
  rotation: boolean;
}

export interface Watched {
  readonly company: Company;
  readonly alive: Alive;
  /** What the next comparison of each target finds, the targets where it proves nothing, and when the oldest secret was changed. */
  readonly finds: {
    comparison: Pick<DriftReport, 'compared'> & { readonly drifted: number; readonly orphans: number };
    unproven: readonly string[];
    secretChangedAt: number;
  };
  /** What AWS counts in each minute; functions that run well say 0, what nobody uses says nothing. */
  readonly counts: { [count in AwsCount]?: number };
  /** Heads go here; a failure may replace `append`. */
  readonly archive: ReturnType<typeof memoryArchive>;
  /** Time passes, in steps of so many minutes, and everything that is alive does its turn. */
  pass(minutes: number, step?: number): Promise<void>;
  /** Alarms that would call somebody now, without their prefix. */
  firing(): readonly string[];
}

/** Already running for two days, in good health. */
export async function aWatchedCompany(options: CompanyOptions = {}): Promise<Watched> {
  const company = await aCompany({ heads: HEADS, ...options });
  const data = series();
  const watcher = watch(synthesized(), data);
  const started = company.clock.now();
  data.add(healthyPast(started));
  const alive: Alive = { sweep: true, workers: true, seal: true, census: true, comparison: true, rotation: true };
  const comparison = { compared: 100, drifted: 0, orphans: 0 };
  const finds: Watched['finds'] = { comparison, unproven: [], secretChangedAt: started - DAY };
  const counts: Watched['counts'] = { crashes: 0 };
  const archive = memoryArchive();
  const house = { company, alive, finds, archive, started };
  let firing: readonly string[] = [];
  let read = 0;
  const look = () => {
    company.metrics.flush();
    data.add(company.printed.slice(read).flatMap(pointsOf));
    read = company.printed.length;
    const states = watcher.at(company.clock.now() + 1);
    firing = [...states.values()]
      .filter(({ name, isAlarm, isSuppressed }) => isAlarm && !isSuppressed && synthesized().actions.get(name))
      .map(({ name }) => name.replace('frontdesk-', ''));
  };
  const pass = async (minutes: number, step = 1) => {
    for (let minute = 0; minute < minutes; minute += step) {
      company.clock.move(step * MINUTE);
      await turn(house, step);
      data.add(countedByAws(counts, company.clock.now()));
      look();
    }
  };
  await pass(3);
  return { company, alive, finds, counts, archive, pass, firing: () => firing };
}

/** The number stands at the first of those that the count is of. */
function countedByAws(counts: Watched['counts'], at: number): Parameters<Series['add']>[0] {
  return (Object.keys(counts) as AwsCount[]).flatMap((count) =>
    AWS_COUNTS[count].of(DEFAULT_NAMING).map((metric, place) => {
      const values = [place === 0 ? (counts[count] ?? 0) : 0];
      return { name: seriesName({ ...metric, Dimensions: [...metric.Dimensions] }), at, values };
    }),
  );
}

interface House extends Pick<Watched, 'company' | 'alive' | 'finds' | 'archive'> {
  readonly started: number;
}

const sha256 = (input: Uint8Array): Uint8Array => createHash('sha256').update(input).digest();
const signer = aSigner();

/** Everything that is due at this minute. */
async function turn({ company, alive, finds, archive, started }: House, step: number): Promise<void> {
  const { pipeline, metrics, clock } = company;
  const isDue = (every: number) =>
    Math.floor((clock.now() - started) / every) > Math.floor((clock.now() - started - step * MINUTE) / every);
  if (alive.sweep) await company.sweepOnly();
  if (alive.workers) await company.work();
  if (alive.seal)
    await seal({ ...pipeline, archive, signer, sha256 })().catch(() => metrics.add({ WorkerFailures: 1 }));
  metrics.flush();
  if (isDue(HOUR) && alive.rotation) metrics.add(secretGauges([{ changedAt: finds.secretChangedAt }], clock.now()));
  if (isDue(DAY) && alive.comparison) await compare(company, finds);
  if (isDue(HOUR) && alive.census) {
    await census(pipeline)();
    await company.count(HEADS, Object.keys(pipeline.settings.targets));
  }
}

/** The reports that comparisons of all targets would leave. */
async function compare({ pipeline, clock }: Company, { comparison, unproven }: Watched['finds']): Promise<void> {
  const { compared, drifted, orphans } = comparison;
  const now = clock.now();
  for (const target of Object.keys(pipeline.settings.targets)) {
    const complete = !unproven.includes(target);
    const found = { drift: { ...NO_DRIFT, changed: drifted, orphan: orphans }, repaired: 0, examples: [] };
    const head = { target, run: 'r', cause: 'schedule', startedAt: now, endedAt: now, complete };
    const report = { ...head, ...found, accounts: compared, compared, inFlight: 0, unclear: 0 };
    const proof = { complete: true, accounts: compared, pages: 1, startedAt: now, endedAt: now } as const;
    await pipeline.table.write([await driftWrite(pipeline, report, complete ? proof : undefined)]);
  }
  await tellDrift(pipeline);
}

/** What hourly and daily functions said before the company came under watch. */
function healthyPast(now: number): Parameters<Series['add']>[0] {
  const hourly = (name: MetricName) =>
    Array.from({ length: 48 }, (_, hours) => ({ name, at: now - hours * HOUR, values: [0] }));
  return [
    ...(['SecretAgeSeconds', 'AuditResidue', 'SourceSilentSeconds'] as const).flatMap(hourly),
    ...(['ComparisonSeconds', 'DriftPercent', 'Orphans'] as const).flatMap(hourly),
  ];
}
