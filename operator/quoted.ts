// A word as a shell takes it, for the commands that we print to be copied.

/** As it is where a shell sees nothing special in it; else in single quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
