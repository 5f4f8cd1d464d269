// Starts reconciliations: by an operator, and soon after something happened at a target that only a comparison can answer.
import { HOUR, MINUTE } from '../core/timing.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';
import { lastStop } from './pace.ts';
import { putOnce } from './people.ts';
import { readRun } from './reconcile-store.ts';

/** What makes a comparison due before its day. */
export type Anomaly = 'an outage is over' | 'a read-back found another state';

/** After one run of a target the next anomaly waits for this long: an unsteady target is not scanned all day. */
const APART = HOUR;
/** From the first call that failed to the last moment at which the target was left alone. */
const OUTAGE = 10 * MINUTE;
/** No call has failed for so long, which is longer than work that waits goes without trying again (`core/retry.ts`). */
const QUIET = 6 * MINUTE;

function keyOf(tenant: string, target: string): Key {
  return { table: 'state', pk: `${tenant}#anomalies`, sk: target };
}

/** Notes that the target should be compared soon; the sweep starts it. Losing it is harmless: the daily run comes. */
export async function noteAnomaly(ports: Pipeline, target: string, anomaly: Anomaly): Promise<void> {
  const fields = { anomaly, at: ports.clock.now() };
  try {
    await putOnce(ports.table, { ...keyOf(ports.settings.tenant, target), fields });
  } catch {
    ports.log.warn('anomaly-not-noted', { target });
  }
}

/** Starts what anomalies asked for: not while the target is still stopped, and not again within the hour. */
export async function startAnomalous(ports: Pipeline): Promise<void> {
  const { tenant } = ports.settings;
  const { items } = await ports.table.query({ table: 'state', pk: `${tenant}#anomalies`, limit: 100 });
  for (const { sk: target, fields } of items) {
    const noted = { target, anomaly: String(fields.anomaly) as Anomaly, at: Number(fields.at) };
    try {
      await startIfDue(ports, noted);
    } catch (error) {
      ports.log.error('reconcile-not-started', { target, name: error instanceof Error ? error.name : 'unknown' });
    }
  }
}

/** What could not be started is tried again by the next sweep, under the same name. */
async function startIfDue(ports: Pipeline, noted: Noted): Promise<void> {
  const { target, anomaly, at } = noted;
  const verdict = Object.hasOwn(ports.settings.targets, target) ? await judge(ports, noted) : 'forget';
  if (verdict === 'wait') return;
  if (verdict === 'start') await startRun(ports, { target, cause: anomaly, actor: 'system', once: String(at) });
  await ports.table.write([{ kind: 'delete', key: keyOf(ports.settings.tenant, target) }]);
}

interface Noted {
  readonly target: string;
  readonly anomaly: Anomaly;
  readonly at: number;
}

/** A target that failed for a moment has lost nothing; one that was away may have come back without what it had. */
async function judge(ports: Pipeline, { target, anomaly, at }: Noted): Promise<'start' | 'wait' | 'forget'> {
  const now = ports.clock.now();
  const stop = await lastStop(ports, target);
  if (stop > now) return 'wait';
  if (anomaly === 'an outage is over') {
    if (now - stop < QUIET) return 'wait';
    if (stop - at < OUTAGE) return 'forget';
  }
  return (await ranLately(ports, target)) ? 'wait' : 'start';
}

async function ranLately(ports: Pipeline, target: string): Promise<boolean> {
  const last = await readRun(ports, target);
  return last !== undefined && ports.clock.now() - last.startedAt < APART;
}

interface RunRequest {
  readonly target: string;
  readonly cause: string;
  readonly actor: string;
  /** Two starts with the same one are the same execution. */
  readonly once: string;
}

/** One execution for the target. It joins the run under way, if there is one. */
export async function startRun(
  { workflows, settings }: Pick<Pipeline, 'workflows' | 'settings'>,
  { target, cause, actor, once }: RunRequest,
): Promise<void> {
  const name = `${settings.tenant}-${target}-${once}`.slice(-80);
  await workflows.start({ workflow: 'daily', name, input: { target, cause, actor } });
}
