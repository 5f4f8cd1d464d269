// How old each secret is, whether it is due, and the one number that a metric needs.
import type { NamedSecret } from './secret-catalogue.ts';
import { DAY } from './timing.ts';

export interface SecretFacts extends NamedSecret {
  /** When the current value was made, ms since the epoch; undefined when there is none. */
  readonly createdAt?: number;
  readonly usedAt?: number;
}

export interface SecretAge extends SecretFacts {
  /** Whole days since the current value was made. */
  readonly ageDays?: number;
  readonly due: boolean;
}

/** Due is a value that is as old as its settings allow. */
export function agesOf(secrets: readonly SecretFacts[], now: number): readonly SecretAge[] {
  return secrets.map((secret) => {
    const { createdAt, rotateDays } = secret;
    if (createdAt === undefined) return { ...secret, due: false };
    const ageDays = Math.max(0, Math.floor((now - createdAt) / DAY));
    return { ...secret, ageDays, due: now - createdAt >= rotateDays * DAY };
  });
}

/** Days by which the most overdue secret has passed its own limit, below zero while none has: one metric for all of them. */
export function daysOverdue(ages: readonly Pick<SecretAge, 'ageDays' | 'rotateDays'>[]): number | undefined {
  const known = ages.flatMap(({ ageDays, rotateDays }) => (ageDays === undefined ? [] : [ageDays - rotateDays]));
  return known.length === 0 ? undefined : Math.max(...known);
}
