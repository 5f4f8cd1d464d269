// Where a text can be broken, and the lines that are touched by it.

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export type Random = () => number;

export function oneOf<T>(random: Random, all: readonly T[]): T | undefined {
  return all[Math.floor(random() * all.length)];
}

/** A text with one change in it; lines from 1. */
export interface Changed {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** One match of the pattern, in a line that is no comment, replaced; undefined where there is none, or nothing changes. */
export function replaceOne(
  text: string,
  pattern: RegExp,
  { random, by }: { readonly random: Random; readonly by: (match: string) => string },
): Changed | undefined {
  const found = [...text.matchAll(pattern)].filter(({ index }) => !/^\s*#/.test(lineText(text, index)));
  const match = oneOf(random, found);
  if (!match) return undefined;
  const changed = `${text.slice(0, match.index)}${by(match[0])}${text.slice(match.index + match[0].length)}`;
  const from = lineAt(text, match.index);
  return changed === text ? undefined : { text: changed, from, to: lineAt(text, match.index + match[0].length) };
}

function lineText(text: string, offset: number): string {
  return text.split('\n')[lineAt(text, offset) - 1] ?? '';
}

/** The word with two letters swapped, or one left out. */
export function misspelled(word: string, random: Random): string {
  const at = 1 + Math.floor(random() * (word.length - 1));
  const swapped = `${word.slice(0, at - 1)}${word[at]}${word[at - 1]}${word.slice(at + 1)}`;
  return swapped === word || random() < 0.5 ? `${word.slice(0, at)}${word.slice(at + 1)}` : swapped;
}

/** The lines of the block around a line: from the line above it that is indented less, to the last one that is not. */
export function blockAround(text: string, line: number): { readonly from: number; readonly to: number } {
  const lines = text.split('\n');
  const indent = (at: number) => lines[at - 1]?.search(/[^\s-]/) ?? 0;
  const own = indent(line);
  let from = line;
  while (from > 1 && (indent(from) >= own || lines[from - 1] === '')) from--;
  let to = line;
  while (to < lines.length && (indent(to + 1) >= own || lines[to] === '')) to++;
  return { from, to };
}

/** The entries of the outermost list or map, each from its line to the one before the next. */
export function entriesOf(text: string): readonly { readonly from: number; readonly to: number }[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (/^(?:- |[^\s#-])/.test(line) ? [index + 1] : []));
  return starts.map((from, index) => ({ from, to: (starts[index + 1] ?? lines.length) - 1 }));
}

export function linesOf(text: string, { from, to }: { readonly from: number; readonly to: number }): string {
  return text
    .split('\n')
    .slice(from - 1, to)
    .map((line) => `${line}\n`)
    .join('');
}
