// A budget that is never spent and says what has been taken of it.
import { type Budget, budgetOf } from '../../shared/core/policy/compiled/budget.ts';

export function aCountingBudget(): Budget & { readonly taken: () => number } {
  let words = 0;
  return {
    ...budgetOf(),
    take(more) {
      words += more;
    },
    taken: () => words,
  };
}
