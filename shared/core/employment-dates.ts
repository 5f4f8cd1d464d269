// When somebody's employment turned last and when it begins, as the facts say: for those who ask why they have nothing.
import type { Fact } from '../model/person.ts';
import { fold, speaking } from './fold.ts';

export interface EmploymentDates {
  /** When the present status began, ms; undefined where no turn said so. */
  readonly since?: number;
  /** When they start to work here next, ms. */
  readonly startsAt?: number;
}

/** The dates around `at`. */
export function employmentDates(facts: readonly Fact[], at: number): EmploymentDates {
  const { status } = fold(facts, at);
  const turns = speaking(facts).flatMap((fact) => fact.turns);
  const begun = turns.filter((turn) => turn.at <= at && turn.status === status).map((turn) => turn.at);
  const ahead = turns.filter((turn) => turn.at > at && turn.status === 'active').map((turn) => turn.at);
  return {
    ...(begun.length > 0 && { since: Math.max(...begun) }),
    ...(ahead.length > 0 && { startsAt: Math.min(...ahead) }),
  };
}
