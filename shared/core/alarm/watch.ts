// All alarms, minute after minute: which are in alarm, which would call somebody, and which a planned window keeps quiet.
import type { CompositeAlarm, Definitions, MetricAlarm } from './definition.ts';
import { evaluateAlarm } from './evaluate.ts';
import { alarmsOfRule } from './rule.ts';
import type { Series } from './series.ts';

export interface AlarmState {
  readonly name: string;
  readonly isAlarm: boolean;
  /** In alarm, and its action is kept back. */
  readonly isSuppressed: boolean;
  /** Kept back only because a planned window might still open; none is open, and none has just ended. */
  readonly isWaiting: boolean;
  /** Newest value of a metric alarm, or of the first one of a composite; undefined: no data. */
  readonly value: number | undefined;
}

export interface Watch {
  /** States at `now` (ms), by name. Called with moments that rise. */
  at(now: number): ReadonlyMap<string, AlarmState>;
}

/** Remembers of each suppressible alarm only since when it is in alarm, and of a suppressor when it last was. */
export function watch({ metric, composite }: Definitions, data: Series): Watch {
  const since = new Map<string, number>();
  const last = new Map<string, number>();
  return {
    at(now) {
      const states = new Map(metric.map((alarm) => [alarm.AlarmName, metricState(alarm, data, now)]));
      for (const { ActionsSuppressor: name } of composite)
        if (name !== undefined && states.get(name)?.isAlarm) last.set(name, now);
      for (const alarm of composite) {
        const isAlarm = alarmsOfRule(alarm.AlarmRule).every((name) => states.get(name)?.isAlarm);
        if (!isAlarm) since.delete(alarm.AlarmName);
        else if (!since.has(alarm.AlarmName)) since.set(alarm.AlarmName, now);
        const moments = {
          now,
          since: since.get(alarm.AlarmName) ?? now,
          last: last.get(alarm.ActionsSuppressor ?? ''),
        };
        const kept = isAlarm ? keptBy(alarm, moments) : undefined;
        const [first = ''] = alarmsOfRule(alarm.AlarmRule);
        states.set(alarm.AlarmName, {
          name: alarm.AlarmName,
          isAlarm,
          isSuppressed: kept !== undefined,
          isWaiting: kept === 'wait',
          value: states.get(first)?.value,
        });
      }
      return states;
    },
  };
}

function metricState(alarm: MetricAlarm, data: Series, now: number): AlarmState {
  return { name: alarm.AlarmName, isSuppressed: false, isWaiting: false, ...evaluateAlarm(alarm, data, now) };
}

interface Moments {
  readonly now: number;
  /** When this alarm went into alarm, and when its suppressor last was in alarm. */
  readonly since: number;
  readonly last: number | undefined;
}

/**
 * The action waits at first, so that the suppressor can come, and a little after it has gone, so that the alarm can (CloudWatch
 * User Guide, "Composite alarm action suppression").
 */
function keptBy(alarm: CompositeAlarm, { now, since, last }: Moments): 'window' | 'wait' | undefined {
  if (alarm.ActionsSuppressor === undefined) return undefined;
  const { ActionsSuppressorWaitPeriod: wait = 60, ActionsSuppressorExtensionPeriod: extension = 60 } = alarm;
  if (last !== undefined && now - last <= extension * 1000) return 'window';
  return (last === undefined || last < since) && now - since < wait * 1000 ? 'wait' : undefined;
}
