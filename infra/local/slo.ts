// The service levels of this machine: the cloud's alarm definitions over the lines that the functions printed here.
import type { Series } from '../../shared/core/alarm/series.ts';
import { type AlarmState, watch } from '../../shared/core/alarm/watch.ts';
import { type Level, sloLevels } from '../../shared/core/slo-report.ts';
import { METRICS, type MetricName } from '../../shared/model/metric.ts';
import { alarmDefinitions } from '../alarms/definitions.ts';
import { DEFAULT_NAMING } from '../alarms/naming.ts';
import type { AlarmSpec } from '../alarms/spec.ts';
import { ALARMS } from '../alarms.ts';

export interface ShownAlarm extends Pick<AlarmSpec, 'name' | 'severity' | 'owner' | 'means' | 'runbook'> {
  /** `quiet`: in alarm, but a planned window is open or has just ended; `waits`: in alarm, and calls somebody in some minutes unless one opens. */
  readonly state: 'ok' | 'alarm' | 'quiet' | 'waits';
  /** Newest value of its first condition; absent: no data. */
  readonly value?: number;
}

export interface SloReport {
  readonly at: string;
  readonly levels: readonly Level[];
  readonly alarms: readonly ShownAlarm[];
  /** The newest value of every gauge. */
  readonly gauges: { readonly [name: string]: number | null };
}

const MINUTE = 60_000;
/** A planned window's waits are a few minutes long: from here on all that they need is known. */
const BEFORE = 10;

/** At `now`, ms. */
export function sloReport(data: Series, now: number): SloReport {
  const watched = watch(alarmDefinitions(), data);
  let states: ReadonlyMap<string, AlarmState> = new Map();
  for (let back = BEFORE; back >= 0; back--) states = watched.at(now + 1 - back * MINUTE);
  return {
    at: new Date(now).toISOString(),
    levels: sloLevels(data, now),
    alarms: ALARMS.map((alarm) => shown(alarm, states.get(`${DEFAULT_NAMING.prefix}-${alarm.name}`))),
    gauges: gaugesIn(data, now),
  };
}

function shown({ name, severity, owner, means, runbook }: AlarmSpec, state: AlarmState | undefined): ShownAlarm {
  const word = wordOf(state);
  return {
    name,
    severity,
    owner,
    means,
    runbook,
    state: word,
    ...(state?.value !== undefined && { value: state.value }),
  };
}

function wordOf(state: AlarmState | undefined): ShownAlarm['state'] {
  if (!state?.isAlarm) return 'ok';
  if (state.isWaiting) return 'waits';
  return state.isSuppressed ? 'quiet' : 'alarm';
}

function gaugesIn(data: Series, now: number): SloReport['gauges'] {
  const names = (Object.keys(METRICS) as MetricName[]).filter((name) => METRICS[name].kind === 'gauge');
  return Object.fromEntries(
    names.map((name) => [name, data.between(name, now - 48 * 60 * MINUTE, now + 1).at(-1) ?? null]),
  );
}
