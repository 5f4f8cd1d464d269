// How much of the account each part may use at most, so that a flood at one door starves nobody behind another.
import type { FunctionSpec } from '../topology.ts';

/**
 * Requests a second and at once; API Gateway answers 429 above them. For the doors of sources each address has a budget of its own, each
 * method too, so that a flood at one leaves the others theirs; and a burst is less than the copies of the function behind.
 */
export const requestBudgets: { readonly [name: string]: { readonly rate: number; readonly burst: number } } = {
  webhook: { rate: 50, burst: 30 },
  scim: { rate: 50, burst: 15 },
  // Whoever has no token is sent away in milliseconds, and is not to keep out those who have one.
  operator: { rate: 100, burst: 8 },
};

/** For a door that has no line of its own yet. */
export const usualRequests = { rate: 10, burst: 20 };

/** Copies of a function that answers requests. */
const DOORS: { readonly [name: string]: number } = { webhook: 40, scim: 20, operator: 10 };

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
