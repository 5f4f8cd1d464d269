// One metric alarm at one moment, by CloudWatch's rules (User Guide, "Evaluating an alarm" and "Configuring how alarms treat missing data").
//
//   windows       as long as the period, ending now, one before the other: they slide with every evaluation, each minute
//   range         the last EvaluationPeriods windows and two more, read in case some hold no data
//   enough data   the newest EvaluationPeriods windows that hold data decide, older ones and missing ones do not
//   too little    what lacks is filled, as few as possible, by TreatMissingData; DatapointsToAlarm of them breach, or not
import { type MetricAlarm, type Query, seriesName } from './definition.ts';
import { expressionOf } from './expression.ts';
import type { Series } from './series.ts';
import { statisticOf } from './statistic.ts';

export interface Evaluated {
  readonly isAlarm: boolean;
  /** The newest value there is in the range; undefined: no data at all. */
  readonly value: number | undefined;
}

/** Windows read beyond those that are needed; the User Guide's tables show two. */
const SPARE = 2;

/** `now` in ms. */
export function evaluateAlarm(alarm: MetricAlarm, data: Series, now: number): Evaluated {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData } = alarm;
  const windows = Array.from({ length: EvaluationPeriods + SPARE }, (_, back) => valueIn(alarm, data, { now, back }));
  const real = windows.filter((value) => value !== undefined);
  const deciding = real.slice(0, EvaluationPeriods);
  const filled = TreatMissingData === 'breaching' ? EvaluationPeriods - deciding.length : 0;
  const breaching = deciding.filter((value) => isBreaching(alarm, value)).length + filled;
  return { isAlarm: breaching >= DatapointsToAlarm, value: real[0] };
}

function isBreaching({ ComparisonOperator, Threshold }: MetricAlarm, value: number): boolean {
  switch (ComparisonOperator) {
    case 'GreaterThanThreshold':
      return value > Threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
  }
}

interface Place {
  readonly now: number;
  /** Windows before the newest. */
  readonly back: number;
}

function valueIn(alarm: MetricAlarm, data: Series, place: Place): number | undefined {
  const { Metrics, Period = 0, Statistic, ExtendedStatistic } = alarm;
  if (!Metrics)
    return statisticOf(
      Statistic ?? ExtendedStatistic ?? '',
      valuesIn(data, seriesName(alarm), { ...place, seconds: Period }),
    );
  const values = Object.fromEntries(Metrics.flatMap((query) => measured(query, data, place)));
  const returned = Metrics.find(({ ReturnData }) => ReturnData);
  return returned?.Expression === undefined ? values[returned?.Id ?? ''] : expressionOf(returned.Expression, values);
}

function measured(
  { Id, MetricStat }: Query,
  data: Series,
  place: Place,
): readonly (readonly [string, number | undefined])[] {
  if (!MetricStat) return [];
  const { Metric, Period, Stat } = MetricStat;
  return [[Id, statisticOf(Stat, valuesIn(data, seriesName(Metric), { ...place, seconds: Period }))]];
}

function valuesIn(
  data: Series,
  name: string,
  { now, back, seconds }: Place & { readonly seconds: number },
): readonly number[] {
  const to = now - back * seconds * 1000;
  return data.between(name, to - seconds * 1000, to);
}
