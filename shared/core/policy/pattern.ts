// Patterns of a condition: `*` any characters, `?` one. In time bounded by value times pattern, whatever they are.

/** Whether the pattern covers the whole value; characters are code points. */
export function fitsPattern(pattern: string, value: string): boolean {
  const [wanted, given] = [[...pattern], [...value]];
  let [at, from] = [0, 0];
  let star = -1;
  let resume = 0;
  while (from < given.length) {
    if (wanted[at] === '*') {
      star = at++;
      resume = from;
    } else if (wanted[at] === '?' || wanted[at] === given[from]) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++resume;
    } else return false;
  }
  while (wanted[at] === '*') at++;
  return at === wanted.length;
}
