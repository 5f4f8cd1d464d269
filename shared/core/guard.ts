// The guard: a filter on the plan. It counts distinct people who lose anything, for the company and for each target.
//
//   people                         5   12   50   500   5,000   50,000   rule
//   in any 60 minutes              2    2    2    10     100    1,000   max(2, 2 %)
//   in any 24 hours                2    2    3    25     250    2,500   max(3, 5 %); under 20 people 2
//   urgent single leavers on top   1    1    2     2       5       50   max(2, 0.1 %); under 20 people 1
import type { Limits } from '../model/policy.ts';
import { DAY, HOUR, MINUTE } from './timing.ts';

const SLOT = 5 * MINUTE;
/** Scope of the company as a whole; the others are targets. */
export const COMPANY = '*';

export type Counts = { readonly [scope: string]: number };
/** A count of people in one slot of time: `[slot number, counts by scope]`. */
export type Slots = readonly (readonly [number, Counts])[];

/** The guard's own item: people who lost something by five-minute slots (an hour) and hours (a day), and headcounts. */
export interface Tallies {
  readonly v: number;
  readonly recent: Slots;
  readonly daily: Slots;
  readonly urgent: Slots;
  /** Active people of the company, and managed accounts by target, at the last census. */
  readonly heads: Counts;
  /** Many people came at once then (ms): the heads are counted again soon. */
  readonly recount?: number;
}

export const NO_TALLIES: Tallies = { v: 0, recent: [], daily: [], urgent: [], heads: {} };

/** How many people may lose something: in an hour, in a day, and urgent leavers on top in a day. */
export function budgets(
  heads: number,
  limits: Limits,
): { readonly hour: number; readonly day: number; readonly urgent: number } {
  const small = heads < 20;
  return {
    hour: Math.max(2, Math.ceil((heads * limits.hourPercent) / 100)),
    day: small ? 2 : Math.max(3, Math.ceil((heads * limits.dayPercent) / 100)),
    urgent: small ? 1 : Math.max(2, Math.ceil(heads / 1000)),
  };
}

export interface LossRequest {
  /** The scopes that count this loss: targets where the person loses something, and the company. */
  readonly targets: readonly string[];
  /** When this person was last counted, by scope; one who was is not counted again in the same window. */
  readonly counted: Counts;
  /** One leave event about one person from the source that owns it. */
  readonly urgent: boolean;
}

export type Verdict =
  | { readonly kind: 'pass'; readonly tallies: Tallies; readonly urgent: boolean }
  | { readonly kind: 'hold'; readonly scope: string; readonly window: 'hour' | 'day'; readonly budget: number };

function sum(slots: Slots, scope: string, since: number): number {
  return slots.reduce((total, [slot, counts]) => (slot >= since ? total + (counts[scope] ?? 0) : total), 0);
}

function add(slots: Slots, { slot, since, scopes }: { slot: number; since: number; scopes: readonly string[] }): Slots {
  const live = slots.filter(([at]) => at >= since);
  if (scopes.length === 0) return live;
  const now = live.find(([at]) => at === slot)?.[1] ?? {};
  const counts = { ...now, ...Object.fromEntries(scopes.map((scope) => [scope, (now[scope] ?? 0) + 1])) };
  return [...live.filter(([at]) => at !== slot), [slot, counts] as const];
}

/** Whether this person's losses fit the budgets now, and the tallies with them counted. Held whole, never in part. */
export function guard(
  tallies: Tallies,
  request: LossRequest,
  { now, limits }: { now: number; limits: Limits },
): Verdict {
  const scopes = [COMPANY, ...request.targets];
  const slot = Math.floor(now / SLOT);
  const hour = Math.floor(now / HOUR);
  const sinceSlot = Math.floor((now - HOUR) / SLOT);
  const sinceHour = Math.floor((now - DAY) / HOUR);
  const freshHour = scopes.filter((scope) => (request.counted[scope] ?? 0) < now - HOUR);
  const freshDay = scopes.filter((scope) => (request.counted[scope] ?? 0) < now - DAY);
  const over = overBudget(tallies, { freshHour, freshDay, sinceSlot, sinceHour, limits });
  const urgentLeft = sum(tallies.urgent, COMPANY, sinceHour) < budgets(tallies.heads[COMPANY] ?? 0, limits).urgent;
  if (over && !(request.urgent && urgentLeft)) return { kind: 'hold', ...over };
  const counted = {
    ...tallies,
    v: tallies.v + 1,
    recent: add(tallies.recent, { slot, since: sinceSlot, scopes: over ? [] : freshHour }),
    daily: add(tallies.daily, { slot: hour, since: sinceHour, scopes: over ? [] : freshDay }),
    urgent: add(tallies.urgent, { slot: hour, since: sinceHour, scopes: over ? [COMPANY] : [] }),
  };
  return { kind: 'pass', tallies: counted, urgent: over !== undefined };
}

interface Window {
  readonly freshHour: readonly string[];
  readonly freshDay: readonly string[];
  readonly sinceSlot: number;
  readonly sinceHour: number;
  readonly limits: Limits;
}

function overBudget(
  tallies: Tallies,
  window: Window,
): { scope: string; window: 'hour' | 'day'; budget: number } | undefined {
  for (const scope of window.freshHour) {
    const { hour } = budgets(tallies.heads[scope] ?? 0, window.limits);
    if (sum(tallies.recent, scope, window.sinceSlot) + 1 > hour) return { scope, window: 'hour', budget: hour };
  }
  for (const scope of window.freshDay) {
    const { day } = budgets(tallies.heads[scope] ?? 0, window.limits);
    if (sum(tallies.daily, scope, window.sinceHour) + 1 > day) return { scope, window: 'day', budget: day };
  }
  return undefined;
}
