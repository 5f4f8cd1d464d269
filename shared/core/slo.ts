// The service levels that Frontdesk holds itself to, their error budgets, and how fast one burns. Pure.

/** `budget`: the share that may be bad within `days`. `limitSeconds`: what is slower than this is bad. */
export interface Slo {
  readonly says: string;
  readonly budget: number;
  readonly days: number;
  readonly limitSeconds?: number;
}

const MINUTE = 60;
const DAY_SECONDS = 86_400;

/** The defaults. Budget 0: one is too many. */
export const SLOS = {
  success: { says: 'operations that succeed: 99.9 % a week, counted once per operation', budget: 0.001, days: 7 },
  provision: {
    says: 'usable access within 30 minutes: 95 % a week, approvals apart',
    budget: 0.05,
    days: 7,
    limitSeconds: 30 * MINUTE,
  },
  median: {
    says: 'usable access within 5 minutes: half of all, a day',
    budget: 0.5,
    days: 1,
    limitSeconds: 5 * MINUTE,
  },
  revoke: {
    says: 'revocation read back within 15 minutes: 95 % a week',
    budget: 0.05,
    days: 7,
    limitSeconds: 15 * MINUTE,
  },
  drift: { says: 'identities that drift: under 0.1 % a day', budget: 0.001, days: 1 },
  orphans: { says: 'orphans: 0; no grace, since a decision is written before its account', budget: 0, days: 1 },
  approvals: { says: 'approval queue: under 10', budget: 0, days: 1 },
  secrets: { says: 'short-lived secrets: younger than 30 days', budget: 0, days: 1, limitSeconds: 30 * DAY_SECONDS },
  audit: { says: 'critical actions in the audit log: 100 %', budget: 0, days: 1 },
  incidents: { says: 'incidents caused by provisioning: 0 a month', budget: 0, days: 30 },
} as const satisfies { readonly [name: string]: Slo };

export type SloName = keyof typeof SLOS;

/** How much of the budget goes in how many hours, and the shorter window that shows that it still burns. */
interface Burn {
  readonly share: number;
  readonly hours: number;
  readonly stillMinutes: number;
}

/** A page when a tenth of the budget burns in an hour; a ticket when a day burns twice what it may. */
export const BURNS = {
  page: { share: 0.1, hours: 1, stillMinutes: 5 },
  ticket: { share: 2 / 7, hours: 24, stillMinutes: 120 },
} as const satisfies { readonly [severity: string]: Burn };

/** How many times faster than it may the budget goes, if `share` of it burns in `hours`. */
export function burnRate({ days }: Pick<Slo, 'days'>, { share, hours }: Pick<Burn, 'share' | 'hours'>): number {
  return (share * days * 24) / hours;
}

/** The percentage of bad ones at which the budget burns that fast; never more than all. */
export function burnPercent(slo: Pick<Slo, 'days' | 'budget'>, burn: Pick<Burn, 'share' | 'hours'>): number {
  return Math.min(100, Math.round(burnRate(slo, burn) * slo.budget * 1e6) / 1e4);
}

/** What is left of the budget, 1 is all of it, below 0 is overdrawn; undefined when nothing happened or there is no budget. */
export function budgetLeft(
  { budget }: Pick<Slo, 'budget'>,
  { bad, all }: { readonly bad: number; readonly all: number },
): number | undefined {
  return all === 0 || budget === 0 ? undefined : 1 - bad / all / budget;
}
