// The guard: a filter on the plan. It counts distinct people who lose anything, for the company and for each target.
//
//   people                         5   12   50   500   5,000   50,000   rule
//   in any 60 minutes              2    2    2    10     100    1,000   max(2, 2 %)
//   in any 24 hours                2    2    3    25     250    2,500   max(3, 5 %); under 20 people 2
//   urgent single leavers on top   1    1    2     2       5       50   max(2, 0.1 %); under 20 people 1
import type { Limits } from '../model/policy/limits.ts';
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
  /** When they were counted, ms. */
  readonly countedAt?: number;
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
  /** When this person was last counted, by scope: in any window a person counts once, at their latest loss. */
  readonly counted: Counts;
  /** One leave event about one person from the source that owns it. */
  readonly urgent: boolean;
}

export type Verdict =
  /** `counted`: the scopes in which the person stands now; none for an urgent leaver over budget, who is tallied apart. */
  | { readonly kind: 'pass'; readonly tallies: Tallies; readonly counted: readonly string[] }
  | { readonly kind: 'hold'; readonly scope: string; readonly window: 'hour' | 'day'; readonly budget: number };

/** How many people were counted in a scope in the last hour and in the last day. */
export function countedIn(
  tallies: Tallies,
  scope: string,
  now: number,
): { readonly hour: number; readonly day: number } {
  const since = (span: number, size: number) => Math.floor((now - span) / size);
  return { hour: sum(tallies.recent, scope, since(HOUR, SLOT)), day: sum(tallies.daily, scope, since(DAY, HOUR)) };
}

function sum(slots: Slots, scope: string, since: number): number {
  return slots.reduce((total, [slot, counts]) => (slot >= since ? total + (counts[scope] ?? 0) : total), 0);
}

/** One window: where its live slots begin, the slot of now, and in which live slot this person stands, by scope. */
interface Window {
  readonly since: number;
  readonly slot: number;
  readonly standing: Counts;
}

function windowOf(
  request: LossRequest,
  { now, size, span }: { readonly now: number; readonly size: number; readonly span: number },
): Window {
  const since = Math.floor((now - span) / size);
  const standing = Object.entries(request.counted).flatMap(([scope, at]) => {
    const slot = Math.floor(at / size);
    return slot >= since ? [[scope, slot] as const] : [];
  });
  return { since, slot: Math.floor(now / size), standing: Object.fromEntries(standing) };
}

/** Counts the person in the present slot; one who stands in an earlier slot moves, so that any window counts people once. */
function add(slots: Slots, scopes: readonly string[], { since, slot, standing }: Window): Slots {
  const counts = new Map(slots.filter(([at]) => at >= since).map(([at, scoped]) => [at, { ...scoped }]));
  for (const scope of scopes) {
    const from = standing[scope];
    if (from !== undefined && from >= slot) continue;
    const left = from === undefined ? undefined : counts.get(from);
    if (left?.[scope] !== undefined) left[scope] = Math.max(0, left[scope] - 1);
    const present = counts.get(slot) ?? {};
    counts.set(slot, { ...present, [scope]: (present[scope] ?? 0) + 1 });
  }
  return [...counts].map(([at, scoped]) => [at, withoutZeros(scoped)] as const);
}

function withoutZeros(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** Whether this person's losses fit the budgets now, and the tallies with them counted. Held whole, never in part. */
export function guard(
  tallies: Tallies,
  request: LossRequest,
  { now, limits }: { now: number; limits: Limits },
): Verdict {
  const scopes = [COMPANY, ...request.targets];
  const recent = windowOf(request, { now, size: SLOT, span: HOUR });
  const daily = windowOf(request, { now, size: HOUR, span: DAY });
  const over = overBudget(tallies, scopes, { recent, daily, limits });
  const urgentLeft = sum(tallies.urgent, COMPANY, daily.since) < budgets(tallies.heads[COMPANY] ?? 0, limits).urgent;
  if (over && !(request.urgent && urgentLeft)) return { kind: 'hold', ...over };
  const regular = over ? [] : scopes;
  const counted = {
    ...tallies,
    v: tallies.v + 1,
    recent: add(tallies.recent, regular, recent),
    daily: add(tallies.daily, regular, daily),
    urgent: add(tallies.urgent, over ? [COMPANY] : [], { ...daily, standing: {} }),
  };
  return { kind: 'pass', tallies: counted, counted: regular };
}

interface Windows {
  readonly recent: Window;
  readonly daily: Window;
  readonly limits: Limits;
}

function overBudget(
  { heads, recent, daily }: Tallies,
  scopes: readonly string[],
  windows: Windows,
): { scope: string; window: 'hour' | 'day'; budget: number } | undefined {
  const isFull = (slots: Slots, { standing, since }: Window, { scope, budget }: { scope: string; budget: number }) =>
    standing[scope] === undefined && sum(slots, scope, since) + 1 > budget;
  for (const scope of scopes) {
    const { hour, day } = budgets(heads[scope] ?? 0, windows.limits);
    if (isFull(recent, windows.recent, { scope, budget: hour })) return { scope, window: 'hour', budget: hour };
    if (isFull(daily, windows.daily, { scope, budget: day })) return { scope, window: 'day', budget: day };
  }
  return undefined;
}
