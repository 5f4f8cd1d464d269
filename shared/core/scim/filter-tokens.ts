// The words of a filter: brackets, JSON strings, and everything else up to a space or bracket.
import { refusal } from './error.ts';

export type Token =
  | { readonly kind: 'mark'; readonly text: '(' | ')' | '[' | ']' }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const longest = 4_096;
const next = /\s*(?:([()[\]])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/y;

/** Splits a filter; refuses an unclosed string or one that is no JSON string. */
export function tokens(filter: string): readonly Token[] {
  if (filter.length > longest) throw refusal('invalidFilter', `the filter is longer than ${longest} characters`);
  const found: Token[] = [];
  const text = filter.trimEnd();
  for (let at = 0; at < text.length; at = next.lastIndex) {
    next.lastIndex = at;
    const match = next.exec(text);
    if (!match) throw refusal('invalidFilter', 'the filter has a string that does not end');
    found.push(tokenOf(match));
  }
  return found;
}

function tokenOf([, mark, quoted, word]: RegExpExecArray): Token {
  if (mark !== undefined) return { kind: 'mark', text: mark as '(' };
  if (quoted !== undefined) return { kind: 'text', text: unquoted(quoted) };
  return { kind: 'word', text: word ?? '' };
}

function unquoted(quoted: string): string {
  try {
    const text: unknown = JSON.parse(quoted);
    if (typeof text === 'string' && text.isWellFormed()) return text;
  } catch {
    // falls through to the refusal
  }
  throw refusal('invalidFilter', 'the filter has a string that is not a JSON string');
}
