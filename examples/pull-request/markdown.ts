// Markdown in which nothing that somebody wrote into a policy is more than text: no link, no mention, no markup.

/** As code, in which GitHub reads neither markup nor mentions; safe in a cell of a table. */
export function code(text: string): string {
  const plain = text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .replaceAll('`', "'")
    .trim();
  return plain === '' ? '' : `\`${plain.slice(0, 300).replaceAll('|', '\\|')}\``;
}

/** At most `most` rows, and how many are left; empty without rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], most: number): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows.slice(0, most)].map((cells) => `| ${cells.join(' | ')} |`);
  const more = rows.length > most ? `\n\n… and ${rows.length - most} more.` : '';
  return `${lines.join('\n')}${more}`;
}

export function counted(count: number, noun: string): string {
  const plural = noun === 'person' ? 'people' : `${noun}s`;
  return `${count} ${count === 1 ? noun : plural}`;
}
