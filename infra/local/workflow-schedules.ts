// EventBridge for the laptop's workflows: every so many hours, counted over restarts. One timer for each, set to its moment.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { WorkflowSpec } from '../topology.ts';

export interface Schedules {
  /** Keeps when each was started last. */
  readonly file: string;
  readonly workflows: readonly Pick<WorkflowSpec, 'name' | 'everyHours'>[];
  readonly start: (name: string) => void;
  readonly onError: (name: string, error: unknown) => void;
}

const Last = z.record(z.string(), z.number());
const HOUR_MS = 3_600_000;
/** Until the first start, ms: a fresh company has nothing to compare yet. */
const FIRST_MS = 5 * 60_000;
/** A timer of Node holds no more, ms. */
const LONGEST = 2 ** 31 - 1;

/** As a rate schedule of AWS one never started here is due soon, once the machine has its parts up; one whose moment has passed meanwhile, at once. */
export function startSchedules({ file, workflows, start, onError }: Schedules): { stop(): void } {
  const timers = new Map<string, NodeJS.Timeout>();
  const last = new Map(Object.entries(existsSync(file) ? Last.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}));
  const note = (name: string, at = Date.now()) => {
    last.set(name, at);
    writeFileSync(file, JSON.stringify(Object.fromEntries(last)), { mode: 0o600 });
  };
  const arm = ({ name, everyHours }: Schedules['workflows'][number]) => {
    const due = (last.get(name) ?? 0) + everyHours * HOUR_MS;
    const wait = Math.min(LONGEST, Math.max(0, due - Date.now()));
    timers.set(
      name,
      setTimeout(() => {
        try {
          if (due <= Date.now()) {
            note(name);
            start(name);
          }
        } catch (error) {
          onError(name, error);
        }
        arm({ name, everyHours });
      }, wait),
    );
  };
  for (const workflow of workflows) {
    if (!last.has(workflow.name)) note(workflow.name, Date.now() + FIRST_MS - workflow.everyHours * HOUR_MS);
    arm(workflow);
  }
  return {
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
