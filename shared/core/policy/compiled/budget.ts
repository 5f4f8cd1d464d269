// How much a compiled policy may remember of the people it was asked about.

/** Words of eight bytes: some 64 MB, of which a company of ten thousand uses a few. */
const MOST = 2 ** 23;

export interface Budget {
  /** Something takes so many words. */
  readonly take: (words: number) => void;
  /** Whoever remembers something forgets it all when the budget is spent. */
  readonly whenSpent: (forget: () => void) => void;
  /** Forgets, if the budget is spent. Between two people, never within one. */
  readonly check: () => void;
}

export function budgetOf(most = MOST): Budget {
  const forgetful: (() => void)[] = [];
  let words = 0;
  return {
    take: (more) => {
      words += more;
    },
    whenSpent: (forget) => void forgetful.push(forget),
    check: () => {
      if (words <= most) return;
      words = 0;
      for (const forget of forgetful) forget();
    },
  };
}
