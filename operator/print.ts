// How the command line shows things: small tables for people, JSON for scripts.
import Table from 'cli-table3';

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** Controls, also C1 and those that turn the direction of writing, and line ends that are no `\n`: a terminal would obey them. */
const OBEYED = /[\p{C}\u2028\u2029]/gu;

/** What others wrote, so that it is shown and not obeyed: ESC as `\u{1b}`. On one line. */
export function plain(text: string): string {
  return text.replace(OBEYED, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}

/** The same for a text of several lines. */
export function plainLines(text: string): string {
  return text.split('\n').map(plain).join('\n');
}

/** A table without lines. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: head.map((title) => title.toUpperCase()),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  drawn.push(...rows.map((row) => row.map(plain)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Names and values, one a line. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | undefined])[]): string {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${plain(String(value))}`).join('\n');
}

/** Prints a value as JSON on one line, or what `human` makes of it. */
export function show<T>(
  value: T,
  { json, human }: { readonly json: boolean; readonly human: (value: T) => string },
): void {
  process.stdout.write(`${json ? JSON.stringify(value) : plainLines(human(value))}\n`);
}

/** `1 event`, `2 events`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** A moment to the second, in UTC: `2026-11-21T11:53:00Z`. */
export function seconds(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}
