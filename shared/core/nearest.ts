// The known name that somebody probably meant, for "did you mean".

/** Longer ones are cut: nobody mistypes a name of that length by one letter, and the time stays bounded. */
const LONGEST = 80;

/** The nearest of `known` by typing mistakes, or undefined where none is near; of equally near ones the first by name. */
export function nearestName(given: string, known: Iterable<string>): string | undefined {
  const wanted = folded(given);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of [...known].sort()) {
    const distance = mistakes(wanted, folded(name));
    if (
      name !== given &&
      isNear(wanted, folded(name), distance) &&
      distance < (best?.distance ?? Number.POSITIVE_INFINITY)
    )
      best = { name, distance };
  }
  return best?.name;
}

/** A third of the letters may be wrong; a name that begins with the other one is near whatever follows. */
function isNear(given: string, known: string, distance: number): boolean {
  if (distance <= Math.max(1, Math.floor(Math.min(given.length, known.length) / 3))) return true;
  return given.length > 2 && known.length > 2 && (known.startsWith(given) || given.startsWith(known));
}

/** Spelled without what people mix up: capitals, `_`, `-` and spaces. */
function folded(name: string): string {
  return name
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}

/** Letters added, left out, changed or swapped with their neighbour (optimal string alignment). */
function mistakes(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + same,
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
