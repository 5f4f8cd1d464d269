// The laptop's schedules: counted over restarts, woken at their moment.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startSchedules } from '../../infra/local/workflow-schedules.ts';

const HOUR = 3_600_000;
const workflows = [{ name: 'daily', everyHours: 24 }] as const;
let folder: string;
let runs: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T10:00:00.000Z') });
  folder = mkdtempSync(join(tmpdir(), 'frontdesk-schedules-'));
  runs = [];
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

function schedules(start: (name: string) => void = (name) => runs.push(name)) {
  return startSchedules({
    file: join(folder, 'schedules.json'),
    workflows,
    start,
    onError: (name) => runs.push(`${name} failed`),
  });
}

it('a workflow is first due some minutes after the first start, then every day', () => {
  const { stop } = schedules();
  vi.advanceTimersByTime(0.05 * HOUR);
  expect(runs).toEqual([]);
  vi.advanceTimersByTime(0.05 * HOUR);
  expect(runs).toEqual(['daily']);
  vi.advanceTimersByTime(23.9 * HOUR);
  expect(runs).toEqual(['daily']);
  vi.advanceTimersByTime(48 * HOUR);
  expect(runs).toHaveLength(3);
  stop();
  vi.advanceTimersByTime(48 * HOUR);
  expect(runs).toHaveLength(3);
});

it('the day goes on over a restart, and what was missed meanwhile is done once, at once', () => {
  const first = schedules();
  vi.advanceTimersByTime(0.1 * HOUR);
  first.stop();
  vi.advanceTimersByTime(20 * HOUR);
  const second = schedules();
  vi.advanceTimersByTime(3.8 * HOUR);
  expect(runs).toEqual(['daily']);
  vi.advanceTimersByTime(0.2 * HOUR);
  expect(runs).toEqual(['daily', 'daily']);
  second.stop();
  vi.advanceTimersByTime(100 * HOUR);
  const third = schedules();
  vi.advanceTimersByTime(1);
  expect(runs).toEqual(['daily', 'daily', 'daily']);
  third.stop();
});

it('a start that fails is told of, and the next day comes all the same', () => {
  const { stop } = schedules(() => {
    throw new Error('no');
  });
  vi.advanceTimersByTime(25 * HOUR);
  expect(runs).toEqual(['daily failed', 'daily failed']);
  stop();
});

it('a file of the day before yesterday is understood', () => {
  writeFileSync(join(folder, 'schedules.json'), JSON.stringify({ daily: Date.now() - 48 * HOUR }));
  const { stop } = schedules();
  vi.advanceTimersByTime(1);
  expect(runs).toEqual(['daily']);
  expect(JSON.parse(readFileSync(join(folder, 'schedules.json'), 'utf8'))).toEqual({ daily: Date.now() - 1 });
  stop();
});
