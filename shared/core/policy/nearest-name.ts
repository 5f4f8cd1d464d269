// The known names that are most like one that nobody knows: what somebody most likely meant.

/** How many are named. */
const NAMED = 3;
/** Longer names are compared by their beginning. */
const LONGEST = 60;

/** At most three, the nearest first; none that shares less than about half of its letters with it. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const small = name.toLowerCase().slice(0, LONGEST);
  return [...new Set(known)]
    .map((one) => ({ one, edits: edits(small, one.toLowerCase().slice(0, LONGEST)) }))
    .filter(({ one, edits: count }) => count <= Math.max(one.length, small.length) / 2)
    .sort((a, b) => a.edits - b.edits || (a.one < b.one ? -1 : 1))
    .slice(0, NAMED)
    .map(({ one }) => one);
}

/** Levenshtein's distance: letters put in, left out or changed. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let from = 1; from <= a.length; from++) {
    const next = [from];
    for (let to = 1; to <= b.length; to++)
      next[to] = Math.min(
        (next[to - 1] ?? 0) + 1,
        (row[to] ?? 0) + 1,
        (row[to - 1] ?? 0) + Number(a[from - 1] !== b[to - 1]),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
