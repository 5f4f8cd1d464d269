// The comments of a folder that allow a finding; what looks like one within a text is none.
import { Lexer } from 'yaml';
import { placeOf } from '../policy-folder/part-names.ts';
import type { Texts } from '../policy-folder/read-text.ts';

/** `# allow CODE: reason`. */
export interface AllowComment {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly code: string;
  /** Empty where there is none. */
  readonly reason: string;
  /** On which lines it allows a finding: its own, and where it has that for itself the first below that is no comment. */
  readonly lines: readonly number[];
}

export function allowComments(texts: Texts): readonly AllowComment[] {
  return Object.entries(texts).flatMap(([file, text]) => {
    const { kind } = placeOf(file);
    return kind === 'part' || kind === 'test' ? inText(file, text) : [];
  });
}

function inText(file: string, text: string): readonly AllowComment[] {
  if (!text.includes('allow')) return [];
  const lines = text.split('\n');
  return commentsOf(text).flatMap(({ line, column, comment }) => {
    const [, code, , reason = ''] = /^#\s*allow ([a-z-]+)(:\s*(.*))?$/.exec(comment.trimEnd()) ?? [];
    if (code === undefined) return [];
    let below = line + 1;
    while (/^\s*#/.test(lines[below - 1] ?? '')) below++;
    const isAlone = /^\s*$/.test((lines[line - 1] ?? '').slice(0, column - 1));
    return [{ file, line, column, code, reason, lines: isAlone ? [line, below] : [line] }];
  });
}

/** What the lexer puts before a plain or block text, and other signs that stand for no character. */
const SIGNS = ['\u0002', '\u0018', '\u001f'];

function commentsOf(
  text: string,
): readonly { readonly line: number; readonly column: number; readonly comment: string }[] {
  const found = [];
  let [line, column, before] = [1, 1, ''];
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith('#') && before !== '\u001f') found.push({ line, column, comment: token });
    before = token;
    if (SIGNS.includes(token)) continue;
    const ends = token.split('\n');
    line += ends.length - 1;
    column = (ends.length > 1 ? 1 : column) + (ends.at(-1) ?? '').length;
  }
  return found;
}
