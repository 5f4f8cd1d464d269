// What a whole plan asks of the guard: how many of its people would lose something at once, and where the rest would be held.
import type { Limits } from '../model/policy/limits.ts';
import type { Preview } from '../model/preview.ts';
import { budgets, COMPANY, countedIn, guard, type Tallies } from './guard.ts';

/** One budget: how much of it was used before the plan. */
interface ScopeUse {
  readonly scope: string;
  readonly window: 'hour' | 'day';
  readonly used: number;
  readonly budget: number;
}

/** `counted`: people who lose something that counts. They pass one after the other until a budget is used; the others are held. */
export interface GuardUse {
  readonly counted: number;
  readonly passes: number;
  readonly held: number;
  readonly scopes: readonly ScopeUse[];
}

export type Loser = Pick<Preview, 'counts' | 'counted'>;

/** The guard itself, asked about one after the other, as of `now` (ms). */
export function guardUse(
  losers: Iterable<Loser>,
  { tallies, limits, now }: { readonly tallies: Tallies; readonly limits: Limits; readonly now: number },
): GuardUse {
  let after = tallies;
  let [counted, passes] = [0, 0];
  const scopes = new Set([COMPANY]);
  for (const { counts, counted: last } of losers) {
    if (counts.length === 0) continue;
    counted++;
    for (const scope of counts) scopes.add(scope);
    const targets = counts.filter((scope) => scope !== COMPANY);
    const verdict = guard(after, { targets, counted: last, urgent: false }, { now, limits });
    if (verdict.kind === 'hold') continue;
    passes++;
    after = verdict.tallies;
  }
  const used = [...scopes].sort().flatMap((scope) => usesOf(scope, { tallies, limits, now }));
  return { counted, passes, held: counted - passes, scopes: used };
}

function usesOf(
  scope: string,
  { tallies, limits, now }: { readonly tallies: Tallies; readonly limits: Limits; readonly now: number },
): readonly ScopeUse[] {
  const budget = budgets(tallies.heads[scope] ?? 0, limits);
  const used = countedIn(tallies, scope, now);
  return (['hour', 'day'] as const).map((window) => ({ scope, window, used: used[window], budget: budget[window] }));
}
