import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { metricsFolder } from '../../infra/local/metrics-folder.ts';
import { sloReport } from '../../infra/local/slo.ts';
import { series } from '../../shared/core/alarm/series.ts';
import { BURNS, budgetLeft, burnPercent, burnRate, SLOS } from '../../shared/core/slo.ts';
import { lasting, sloLevels } from '../../shared/core/slo-report.ts';
import { emfMetrics } from '../../shared/lambda/metrics.ts';
import type { MetricValues } from '../../shared/model/metric.ts';

const NOW = Date.parse('2026-11-21T10:00:00.000Z');
const DAY = 86_400_000;
const scratch = mkdtempSync(join(tmpdir(), 'frontdesk-metrics-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function lineAt(at: number, values: MetricValues): string {
  let printed = '';
  const meter = emfMetrics({ print: (line) => (printed = line), now: () => at });
  meter.add(values);
  meter.flush();
  return printed;
}

describe('an error budget', () => {
  it('of a thousandth a week burns a tenth in an hour at 16.8 times the pace: 1.68 % failed', () => {
    expect(burnRate(SLOS.success, BURNS.page)).toBeCloseTo(16.8);
    expect(burnPercent(SLOS.success, BURNS.page)).toBe(1.68);
    expect(burnPercent(SLOS.provision, BURNS.page)).toBe(84);
    expect(burnPercent(SLOS.success, BURNS.ticket)).toBe(0.2);
  });

  it('is whole, used up or overdrawn, and unknown where nothing happened', () => {
    expect(budgetLeft(SLOS.success, { bad: 0, all: 10 })).toBe(1);
    expect(budgetLeft(SLOS.success, { bad: 1, all: 1_000 })).toBeCloseTo(0);
    expect(budgetLeft(SLOS.success, { bad: 2, all: 1_000 })).toBeCloseTo(-1);
    expect(budgetLeft(SLOS.success, { bad: 0, all: 0 })).toBeUndefined();
    expect(budgetLeft(SLOS.orphans, { bad: 0, all: 9 })).toBeUndefined();
  });
});

describe('the report', () => {
  it('shows nothing measured as no data, never as well', () => {
    const { levels, alarms, gauges } = sloReport(series(), NOW);
    expect(levels.filter(({ now }) => now === 'no data').map(({ slo }) => slo)).toEqual([
      ...['success', 'provision', 'median', 'revoke', 'approval wait', 'failed calls', 'drift', 'orphans'],
      ...['approvals', 'secrets', 'audit'],
    ]);
    expect(alarms.filter(({ state }) => state === 'alarm').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['sweep-silent', 'audit-head', 'rotation-silent', 'census-silent']),
    );
    expect(Object.values(gauges).every((value) => value === null)).toBe(true);
  });

  it('counts over each level its own window', () => {
    const data = series();
    data.add([
      { name: 'OperationsFailed', at: NOW - 8 * DAY, values: [5] },
      { name: 'OperationsFailed', at: NOW - DAY, values: [1] },
      { name: 'OperationsSucceeded', at: NOW - DAY, values: [1_999] },
      { name: 'ProvisionSeconds', at: NOW - 1, values: [10, 20, 2_000] },
      { name: 'DriftPercent', at: NOW - DAY, values: [4] },
      { name: 'DriftPercent', at: NOW - 1, values: [0.05] },
    ]);
    const levels = new Map(sloLevels(data, NOW).map((level) => [level.slo, level]));
    expect(levels.get('success')).toMatchObject({
      ...{ now: '99.95 % of 2000', budgetLeft: 0.5, measured: { percent: 99.95, count: 2000 } },
    });
    expect(levels.get('provision')).toMatchObject({
      ...{ now: 'p50 20 s, p95 33 min of 3', budgetLeft: -5.667 },
      measured: { p50Seconds: 20, p95Seconds: 2_000, count: 3 },
    });
    expect(levels.get('drift')).toMatchObject({
      ...{ now: '0.05 % at the last comparisons', budgetLeft: 0.5, measured: { percent: 0.05 } },
    });
  });

  it('says "quiet" of an alarm only while a planned window is open, and "waits" while one might still open', () => {
    const stateAfter = (minutes: number, window: number) => {
      const data = series();
      const told = (back: number) => [
        { name: 'PlannedWindow' as const, at: NOW - back * 60_000, values: [window] },
        { name: 'WaitingEventSeconds' as const, at: NOW - back * 60_000, values: [back < minutes ? 3_600 : 0] },
      ];
      data.add(Array.from({ length: 60 }, (_, at) => told(59 - at)).flat());
      return sloReport(data, NOW).alarms.find(({ name }) => name === 'waiting-event')?.state;
    };
    const found = Array.from({ length: 40 }, (_, minutes) => stateAfter(minutes + 1, 0));
    expect(new Set(found.filter((state) => state !== 'ok'))).toEqual(new Set(['waits', 'alarm']));
    expect(found.at(-1)).toBe('alarm');
    expect(stateAfter(40, 1)).toBe('quiet');
  });

  it.each([
    [45, '45 s'],
    [720, '12 min'],
    [18_000, '5 h'],
    [31 * 86_400, '31 days'],
  ])('says %i seconds as %s', (seconds, said) => {
    expect(lasting(seconds)).toBe(said);
  });
});

describe("the laptop's metrics", () => {
  it('survive a restart and are read only when asked for', async () => {
    const path = join(scratch, 'restart');
    const before = metricsFolder(path, () => NOW);
    before.keep(lineAt(NOW, { TargetCalls: 2 }));
    before.keep('no metric at all');
    await before.settled();
    const after = metricsFolder(path, () => NOW);
    after.keep(lineAt(NOW, { TargetCalls: 3 }));
    expect((await after.read()).between('TargetCalls', 0, NOW + 1)).toEqual([2, 3]);
  });

  it('are kept for eight days, and no other file is touched', async () => {
    const path = join(scratch, 'days');
    let now = NOW;
    const folder = metricsFolder(path, () => now);
    folder.keep(lineAt(now, { TargetCalls: 1 }));
    await folder.settled();
    writeFileSync(join(path, 'a-note.txt'), 'mine');
    now += 9 * DAY;
    folder.keep(lineAt(now, { TargetCalls: 1 }));
    await folder.settled();
    expect(readdirSync(path).sort()).toEqual(['2026-11-30.jsonl', 'a-note.txt']);
  });

  it('that cannot be written fail nothing', async () => {
    const path = join(scratch, 'a-file');
    writeFileSync(path, '');
    const folder = metricsFolder(path, () => NOW);
    folder.keep(lineAt(NOW, { TargetCalls: 1 }));
    await expect(folder.settled()).resolves.toBeUndefined();
  });
});
