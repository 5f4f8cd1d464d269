// The known name that somebody probably meant, for "did you mean".

/** Longer ones are cut: nobody mistypes a name of that length by one letter, and the time stays bounded. */
const LONGEST = 80;

/** The nearest of `known` by typing mistakes, or undefined where none is near; of equally near ones the first by name. */
export function nearestName(given: string, known: Iterable<string>): string | undefined {
  const wanted = folded(given);
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of known) {
    if (name === given) continue;
    const spelt = folded(name);
    // Of equally near ones the first by name is taken.
    const bound = best ? best.distance - (name < best.name ? 0 : 1) : LONGEST;
    const most = Math.min(mostFor(wanted, spelt), bound);
    const distance = mistakes(wanted, spelt, most);
    if (distance <= most) best = { name, distance };
  }
  return best?.name;
}

/** A third of the letters may be wrong; a name that begins with the other one is near whatever follows. */
function mostFor(given: string, known: string): number {
  const [shorter, longer] = [Math.min(given.length, known.length), Math.max(given.length, known.length)];
  const isBeginning = shorter > 2 && (known.startsWith(given) || given.startsWith(known));
  return Math.max(1, Math.floor(shorter / 3), isBeginning ? longer - shorter : 0);
}

/** Many names are misspelt at once where one was changed: the known ones are folded once. */
const foldedNames = new Map<string, string>();
const MOST_FOLDED = 50_000;

/** Spelled without what people mix up: capitals, `_`, `-` and spaces. */
function folded(name: string): string {
  const known = foldedNames.get(name);
  if (known !== undefined) return known;
  const spelt = name
    .slice(0, LONGEST)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
  if (foldedNames.size >= MOST_FOLDED) foldedNames.clear();
  foldedNames.set(name, spelt);
  return spelt;
}

/** Letters added, left out, changed or swapped with their neighbour (optimal string alignment); more than `most` are not counted further. */
function mistakes(given: string, known: string, most: number): number {
  const beyond = most + 1;
  if (Math.abs(given.length - known.length) > most) return beyond;
  const [a, b] = [inner(given, known), inner(known, given)];
  // One mistake leaves two letters at most that differ.
  if (most < 2 && Math.max(a.length, b.length) > 2 * most) return beyond;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    // Cells so far from the diagonal need more than `most` letters added or left out.
    const [from, to] = [Math.max(1, i - most), Math.min(b.length, i + most)];
    const row: number[] = [];
    row[from - 1] = from === 1 ? i : beyond;
    let least = row[from - 1] ?? beyond;
    for (let j = from; j <= to; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const cell = Math.min(
        (last[j] ?? beyond) + 1,
        (row[j - 1] ?? beyond) + 1,
        (last[j - 1] ?? beyond) + same,
        swapped ? (before[j - 2] ?? beyond) + 1 : beyond,
      );
      row[j] = cell;
      least = Math.min(least, cell);
    }
    if (least > most) return beyond;
    [before, last] = [last, row];
  }
  return last[b.length] ?? beyond;
}

/** What is left of a word without the letters with which it begins and ends as another one does. */
function inner(word: string, other: string): string {
  const shorter = Math.min(word.length, other.length);
  let start = 0;
  while (start < shorter && word[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && word[word.length - 1 - end] === other[other.length - 1 - end]) end++;
  return word.slice(start, word.length - end);
}
