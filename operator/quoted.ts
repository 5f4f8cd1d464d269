// A word as a shell takes it, for the commands that we print to be copied.

/** As it is where a shell sees nothing special in it; else in single quotes. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `npx frontdesk ...` as this very caller would say it: a hint that forgets their folder leads elsewhere. */
export function command({ data, url }: { readonly data: string; readonly url?: string }, words: string): string {
  const where = [
    ...(data === '.frontdesk' ? [] : [`--data ${quoted(data)}`]),
    ...(url === undefined ? [] : [`--url ${quoted(url)}`]),
  ];
  return ['npx frontdesk', ...where, words].join(' ');
}
