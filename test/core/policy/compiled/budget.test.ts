// What may be remembered of people has a bound, and beyond it all of it is forgotten at once.
import { describe, expect, it } from 'vitest';
import { type Budget, budgetOf } from '../../../../shared/core/policy/compiled/budget.ts';

/** How often each of two that remember has forgotten. */
function forgetting(budget: Budget): { first: number; second: number } {
  const often = { first: 0, second: 0 };
  budget.whenSpent(() => void often.first++);
  budget.whenSpent(() => void often.second++);
  return often;
}

describe('a budget', () => {
  it('lets everybody who remembers forget, once it is spent, and not when it just suffices', () => {
    const budget = budgetOf(10);
    const often = forgetting(budget);
    budget.take(4);
    budget.take(6);
    budget.check();
    expect(often).toEqual({ first: 0, second: 0 });
    budget.take(1);
    expect(often).toEqual({ first: 0, second: 0 });
    budget.check();
    expect(often).toEqual({ first: 1, second: 1 });
  });

  it('begins anew then', () => {
    const budget = budgetOf(10);
    const often = forgetting(budget);
    budget.take(11);
    budget.check();
    budget.check();
    budget.take(10);
    budget.check();
    expect(often).toEqual({ first: 1, second: 1 });
    budget.take(1);
    budget.check();
    expect(often).toEqual({ first: 2, second: 2 });
  });

  it('is 64 MB of words of eight bytes, if nobody says otherwise', () => {
    const budget = budgetOf();
    const often = forgetting(budget);
    budget.take((64 * 1024 * 1024) / 8);
    budget.check();
    expect(often.first).toBe(0);
    budget.take(1);
    budget.check();
    expect(often.first).toBe(1);
  });
});
