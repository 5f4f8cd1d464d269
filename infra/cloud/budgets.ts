// How much of the account each part may use at most, so that a flood at one door starves nobody behind another.
import type { FunctionSpec } from '../topology.ts';

/** Requests a second and at once, a route; API Gateway answers 429 above them. */
export const requestBudgets: { readonly [name: string]: { readonly rate: number; readonly burst: number } } = {
  webhook: { rate: 100, burst: 200 },
  scim: { rate: 50, burst: 100 },
  operator: { rate: 10, burst: 20 },
};

/** For a door that has no line of its own yet. */
export const usualRequests = { rate: 10, burst: 20 };

/** Copies of a function that answers requests. */
const DOORS: { readonly [name: string]: number } = { webhook: 40, scim: 20, operator: 5 };

/**
 * Copies of a function at the same time, taken out of the account's pool and closed to everybody else: what its queues may ask for,
 * one for what runs by the clock.
 */
export function copiesOf({ name, triggers }: FunctionSpec): number {
  return triggers.reduce((sum, trigger) => sum + copiesFor(name, trigger), 0);
}

function copiesFor(name: string, trigger: FunctionSpec['triggers'][number]): number {
  switch (trigger.kind) {
    case 'queue':
      return trigger.concurrency;
    case 'http':
      return DOORS[name] ?? 5;
    case 'schedule':
      return 1;
    case 'workflow':
      return 5;
  }
}
