// The commonest slips of a key in YAML, by what stands on the line: the parser names what came of them, people must read what to change.
import type { YAMLError } from 'yaml';

/** Where to look, as an offset into the text, and what to do. */
export interface Slip {
  readonly offset: number;
  readonly message: string;
}

/** What a line says by itself; the first group of the pattern stands before the place. The first that fits is told. */
const ON_LINE: readonly (readonly [pattern: RegExp, message: string])[] = [
  [
    /^()(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/,
    'is what a merge leaves where two changes met; keep one of them, and remove the marks',
  ],
  [/^( *(?:- +)*)\t/, 'a tab; indent with spaces'],
  [
    /^(.*?:\s+)\{[A-Za-z][\w.]*\}\s*[^\s,}\]]/,
    `a text that begins with a brace goes in quotes: '{givenName}.{familyName}'`,
  ],
  [/^(\s*)-[A-Za-z]/, 'a "-" that begins an item has a space after it'],
  [/^(\s*(?:- )*)[\w.-]+:[^\s:'"]/, 'a ":" between name and value has a space after it'],
];

/** What these name is the slip itself. */
const HAS_ITS_PLACE: ReadonlySet<string> = new Set(['BAD_DQ_ESCAPE', 'MULTIPLE_DOCS', 'BAD_SCALAR_START']);

/** By the parser's sentences, where they say more than its codes. */
const BY_SENTENCE: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^Alias/, 'a text may not begin with "*"; put the text in quotes'],
  [
    /^(?:Anchor|Tags and anchors)|^Unexpected (?:tag|anchor)/,
    'a text may not begin with "&" or "!"; put the text in quotes',
  ],
  [/^Unexpected alias/, 'a text may not begin with "*"; put the text in quotes'],
  [/^Block scalar header/, 'a text may not begin with "|" or ">"; put the text in quotes'],
  [/^Missing ,|^Unexpected scalar token$|^Expected a flow scalar/, 'a "," is missing before this'],
  [/^Missing space after :/, 'a ":" between name and value has a space after it'],
  [/^Comments must/, 'a "#" that belongs to the text needs quotes around the text; before a remark stands a space'],
  [/^Unexpected ,|^Unexpected empty item|^Unexpected comma/, 'a "," too many; remove it'],
  [/^Sequence item without/, 'each item of a list begins with "- "'],
  [/^Unexpected block-seq-ind/, 'a list begins on a line of its own, or goes in [ ]'],
  [/^Implicit map keys/, 'this name has no ":" and value; write "name: value"'],
  [
    /^Unexpected (?:flow-map-end|flow-seq-end)/,
    'a bracket too many: it closes nothing that is open; remove it, or add the one that opens it',
  ],
  [
    /^Unexpected map-value-ind|^Unexpected explicit-key/,
    'a ":" or "?" without a name before it; put the text in quotes',
  ],
  [
    /^(?:Unsupported|Unexpected|Not a YAML token)/,
    'what stands before this is complete; put the whole text in quotes, or begin a new line',
  ],
];

/** What was probably done, at its own place; undefined where the line shows nothing that people do often. */
export function slipSeen({ code, message, pos: [offset] }: YAMLError, text: string): Slip | undefined {
  const marks = /^(?:<{7}|={7}|>{7})(?:\s|$)/m.exec(text);
  const from = marks?.index ?? text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(from).split('\n', 1)[0] ?? '';
  if (marks === null && HAS_ITS_PLACE.has(code)) return undefined;
  return slipOn(line, from) ?? afterQuote(message, offset, text);
}

/** What one of the parser's sentences asks for; undefined where it says no more than its code. */
export function wordsFor(sentence: string): string | undefined {
  return BY_SENTENCE.find(([pattern]) => pattern.test(sentence))?.[1];
}

function slipOn(line: string, from: number): Slip | undefined {
  for (const [pattern, message] of ON_LINE) {
    const found = pattern.exec(line);
    if (found) return { offset: from + (found[1] ?? '').length, message };
  }
  return undefined;
}

/** A text in quotes ended where somebody only meant a quote in it. */
function afterQuote(message: string, offset: number, text: string): Slip | undefined {
  const before = text.slice(0, offset).trimEnd();
  if (!/at node end$|^Missing ,|^Unexpected scalar token/.test(message) || !/['"]$/.test(before)) return undefined;
  if (/^["']?[\w.-]+["']?:\s/.test(text.slice(offset))) return { offset, message: 'a "," is missing before this' };
  const words = before.endsWith("'") ? `a ' within '...' is written twice: ''` : `a " within "..." is written \\"`;
  return { offset: before.length - 1, message: `this quote ends the text, and more comes after it; ${words}` };
}
