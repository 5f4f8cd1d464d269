import { describe, expect, it } from 'vitest';
import type { MetricAlarm } from '../../shared/core/alarm/definition.ts';
import { evaluateAlarm } from '../../shared/core/alarm/evaluate.ts';
import { expressionOf } from '../../shared/core/alarm/expression.ts';
import { alarmsOfRule, ruleOf } from '../../shared/core/alarm/rule.ts';
import { series } from '../../shared/core/alarm/series.ts';
import { statisticOf } from '../../shared/core/alarm/statistic.ts';
import { watch } from '../../shared/core/alarm/watch.ts';

const MINUTE = 60_000;

function anAlarm(fields: Partial<MetricAlarm> = {}): MetricAlarm {
  return {
    ...{ AlarmName: 'a', AlarmDescription: '', ComparisonOperator: 'GreaterThanThreshold', Threshold: 0 },
    ...{ EvaluationPeriods: 3, DatapointsToAlarm: 3, TreatMissingData: 'notBreaching' },
    ...{ MetricName: 'm', Statistic: 'Maximum', Period: 60 },
    ...fields,
  };
}

/** One value a minute, the newest last; `0` within, `X` beyond the threshold, `-` missing. */
function data(text: string) {
  const values = text.split(' ');
  const all = series();
  for (const [at, value] of values.entries())
    if (value !== '-') all.add([{ name: 'm', at: at * MINUTE, values: [value === 'X' ? 1 : 0] }]);
  return { all, now: values.length * MINUTE };
}

describe('missing data, by the tables of the CloudWatch User Guide', () => {
  it.each([
    ['0 - X - X', 3, [false, false]],
    ['0 - - - -', 3, [false, false]],
    ['- - - - -', 3, [true, false]],
    ['0 X X - X', 3, [true, true]],
    ['- - X - -', 3, [true, false]],
    ['0 - X - X', 2, [true, true]],
    ['0 0 X 0 X', 2, [true, true]],
    ['0 - X - -', 2, [true, false]],
    ['- - - - 0', 2, [true, false]],
    ['- - - X -', 2, [true, false]],
  ] as const)(
    '%s with %i of 3: in alarm where missing data is breaching, and where it is not: %j',
    (text, DatapointsToAlarm, [breaching, notBreaching]) => {
      const { all, now } = data(text);
      for (const [TreatMissingData, expected] of [
        ['breaching', breaching],
        ['notBreaching', notBreaching],
      ] as const)
        expect(evaluateAlarm(anAlarm({ DatapointsToAlarm, TreatMissingData }), all, now).isAlarm).toBe(expected);
    },
  );
});

describe('windows', () => {
  it('slide with every evaluation and hold what lies before now', () => {
    const all = series();
    all.add([{ name: 'm', at: 7 * MINUTE, values: [1] }]);
    const alarm = anAlarm({ EvaluationPeriods: 1, DatapointsToAlarm: 1, Period: 300, Statistic: 'Sum' });
    const firing = Array.from({ length: 30 }, (_, minute) => minute).filter(
      (minute) => evaluateAlarm(alarm, all, minute * MINUTE).isAlarm,
    );
    expect([firing[0], firing.includes(12)]).toEqual([8, true]);
  });

  it('forget what is older than anybody asks', () => {
    const all = series();
    all.add([3, 1, 2].map((at) => ({ name: 'm', at, values: [at] })));
    expect(all.between('m', 0, 10)).toEqual([1, 2, 3]);
    all.forget(2);
    expect(all.between('m', 0, 10)).toEqual([2, 3]);
  });
});

describe('metric math', () => {
  it.each([
    ['IF(bad >= 5, 100 * bad / (bad + good), 0)', { bad: 5, good: 15 }, 25],
    ['IF(bad >= 5, 100 * bad / (bad + good), 0)', { bad: 4, good: 0 }, 0],
    ['1 - 2 - 3', {}, -4],
    ['a + b', { a: 1, b: undefined }, undefined],
    ['SUM(METRICS())', { a: 1, b: undefined, c: 2 }, 3],
    ['SUM(METRICS())', { a: undefined }, undefined],
  ])('%s of %j is %s', (text, values, expected) => {
    expect(expressionOf(text, values)).toBe(expected);
  });

  it.each(['FILL(a, 0)', 'a ** b', 'a b', '(a', 'x'])('%s is refused instead of guessed', (text) => {
    expect(() => expressionOf(text, { a: 1, b: 2 })).toThrow();
  });
});

describe('statistics', () => {
  it.each([
    ['Sum', 10],
    ['Maximum', 4],
    ['SampleCount', 4],
    ['p50', 2],
    ['p95', 4],
    ['PR(:2)', 50],
  ])('%s', (name, expected) => {
    expect(statisticOf(name, [4, 1, 3, 2])).toBe(expected);
    expect(statisticOf(name, [])).toBeUndefined();
  });

  it('others are refused', () => {
    expect(() => statisticOf('tm90', [1])).toThrow('tm90');
  });
});

describe('a composite', () => {
  const parts = ['one', 'two', 'window'].map((AlarmName) =>
    anAlarm({ AlarmName, MetricName: AlarmName, EvaluationPeriods: 1, DatapointsToAlarm: 1 }),
  );
  const composite = {
    ...{ AlarmName: 'both', AlarmDescription: '', AlarmRule: ruleOf(['one', 'two']), ActionsSuppressor: 'window' },
    ...{ ActionsSuppressorWaitPeriod: 120, ActionsSuppressorExtensionPeriod: 180 },
  };

  /** States minute by minute; each text is one metric's minutes, `X` in alarm. */
  function run(lines: { readonly [name: string]: string }) {
    const all = series();
    for (const [name, text] of Object.entries(lines))
      for (const [minute, sign] of [...text].entries())
        all.add([{ name, at: minute * MINUTE, values: [sign === 'X' ? 1 : 0] }]);
    const watched = watch({ metric: parts, composite: [composite] }, all);
    return Array.from({ length: Math.max(...Object.values(lines).map(({ length }) => length)) }, (_, minute) => {
      const state = watched.at((minute + 1) * MINUTE).get('both');
      return !state?.isAlarm ? '.' : state.isSuppressed ? 's' : 'A';
    }).join('');
  }

  it('is in alarm while all its parts are', () => {
    expect(run({ one: '0XXXXX00', two: '00XXXX00', window: '00000000' })).toBe('..ssAA..');
  });

  it('is kept quiet by an open window, also by one that opens a little late, and a little longer than it is open', () => {
    expect(run({ one: 'XXXXXXXXXX', two: 'XXXXXXXXXX', window: '0XXX000000' })).toBe('sssssssAAA');
  });

  it('speaks when the window comes too late', () => {
    expect(run({ one: 'XXXXXX', two: 'XXXXXX', window: '000XX0' })).toBe('ssAsss');
  });

  it('has a rule of ANDs, and no other is understood', () => {
    expect(alarmsOfRule('ALARM("a") AND ALARM("b")')).toEqual(['a', 'b']);
    expect(() => alarmsOfRule('ALARM("a") OR ALARM("b")')).toThrow('not understood');
  });
});
