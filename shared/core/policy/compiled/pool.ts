// One row of numbers that grows: what belongs together lies together, and a place in it is a number, not an object.
import type { Budget } from './budget.ts';

export interface Pool {
  /** Another one whenever it has grown. */
  words: Int32Array;
  /** How often it has been emptied: places from before are nobody's any more. */
  emptied: number;
  /** Where they begin. */
  readonly add: (more: ArrayLike<number>) => number;
}

/** Empty again when the budget is spent. */
export function poolOf(budget: Budget): Pool {
  let end = 0;
  const pool = {
    words: new Int32Array(256),
    emptied: 0,
    add(more: ArrayLike<number>) {
      const from = end;
      end += more.length;
      if (end > pool.words.length) {
        const larger = new Int32Array(2 * end);
        larger.set(pool.words);
        pool.words = larger;
      }
      pool.words.set(more, from);
      budget.take(more.length / 2);
      return from;
    },
  };
  budget.whenSpent(() => {
    end = 0;
    pool.words = new Int32Array(256);
    pool.emptied += 1;
  });
  return pool;
}
