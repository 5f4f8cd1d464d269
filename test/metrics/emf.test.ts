import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pointsOf } from '../../shared/core/alarm/emf.ts';
import { batch } from '../../shared/lambda/batch.ts';
import { http } from '../../shared/lambda/http.ts';
import { emfMetrics, metered, metrics, printMetricsTo } from '../../shared/lambda/metrics.ts';
import { scheduled } from '../../shared/lambda/scheduled.ts';
import { METRICS } from '../../shared/model/metric.ts';

function aMeter() {
  const printed: string[] = [];
  return {
    printed,
    meter: emfMetrics({ print: (line) => void printed.push(line), now: () => Date.UTC(2026, 10, 21) }),
  };
}

describe('the list of metrics', () => {
  it('names at most 25, since each is billed, and none tells of a person, target or source', () => {
    expect(Object.keys(METRICS).length).toBeLessThanOrEqual(25);
  });
});

describe('what a function measures', () => {
  it('is one line of Embedded Metric Format with one dimension of one value', () => {
    const { printed, meter } = aMeter();
    meter.add({ OperationsSucceeded: 2, OperationsFailed: 0 });
    meter.add({ OperationsSucceeded: 1, OperationsFailed: 1, ProvisionSeconds: [3, 4] });
    meter.flush();
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0] ?? '')).toEqual({
      _aws: {
        Timestamp: Date.UTC(2026, 10, 21),
        CloudWatchMetrics: [
          {
            Namespace: 'Frontdesk',
            Dimensions: [['service']],
            Metrics: [
              { Name: 'OperationsSucceeded', Unit: 'Count' },
              { Name: 'OperationsFailed', Unit: 'Count' },
              { Name: 'ProvisionSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      service: 'frontdesk',
      OperationsSucceeded: 3,
      OperationsFailed: 1,
      ProvisionSeconds: [3, 4],
    });
  });

  it('adds up counts, keeps the worst of a gauge and every time', () => {
    const { printed, meter } = aMeter();
    meter.add({ ParkedSeconds: 5, TargetCalls: 1 });
    meter.add({ ParkedSeconds: 3, TargetCalls: 1, RevokeSeconds: 9 });
    meter.add({ RevokeSeconds: [1] });
    meter.flush();
    const values = Object.fromEntries(printed.flatMap(pointsOf).map(({ name, values: all }) => [name, all]));
    expect(values).toEqual({ ParkedSeconds: [5], TargetCalls: [2], RevokeSeconds: [9, 1] });
  });

  it('is not printed when there is nothing, and not printed twice', () => {
    const { printed, meter } = aMeter();
    meter.add({ ProvisionSeconds: [] });
    meter.flush();
    meter.flush();
    expect(printed).toEqual([]);
  });

  it('loses no value where more come than a line may hold', () => {
    const { printed, meter } = aMeter();
    meter.add({ ProvisionSeconds: Array.from({ length: 250 }, (_, at) => at), TargetCalls: 1 });
    meter.flush();
    const points = printed.flatMap(pointsOf);
    expect(points.filter(({ name }) => name === 'ProvisionSeconds').flatMap(({ values }) => values)).toHaveLength(250);
    expect(points.filter(({ name }) => name === 'TargetCalls')).toHaveLength(1);
    expect(Math.max(...points.map(({ values }) => values.length))).toBeLessThanOrEqual(100);
  });

  it('is printed when the function ends, also when it fails', async () => {
    const printed: string[] = [];
    printMetricsTo((line) => void printed.push(line));
    const failing = metered(async () => {
      metrics.add({ WorkerFailures: 1 });
      throw new Error('planted');
    });
    await expect(failing()).rejects.toThrow('planted');
    expect(printed.flatMap(pointsOf)).toMatchObject([{ name: 'WorkerFailures', values: [1] }]);
  });

  it('counts a message, a request and a run that fail as one failure each, in the shells themselves', async () => {
    const printed: string[] = [];
    printMetricsTo((line) => void printed.push(line));
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const failing = () => Promise.reject(new Error('planted'));
    const record = { messageId: 'm', body: '{}', attributes: { MessageGroupId: 'g', ApproximateReceiveCount: '1' } };
    await batch(z.object({}), failing, quiet)({ Records: [record] });
    await http(failing, quiet)({ headers: {} }, { getRemainingTimeInMillis: () => 1_000 });
    await expect(scheduled(failing)({})).rejects.toThrow('planted');
    expect(printed.flatMap(pointsOf).filter(({ name }) => name === 'WorkerFailures')).toMatchObject([
      { values: [1] },
      { values: [1] },
      { values: [1] },
    ]);
  });
});

it('lines that are no metrics are passed over', () => {
  for (const line of ['', 'swept', '{"level":"INFO"}', '{"_aws":{}}']) expect(pointsOf(line)).toEqual([]);
});
