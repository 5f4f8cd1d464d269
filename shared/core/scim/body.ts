// A request body as JSON: UTF-8, not nested without end, so that whatever reads it later stays shallow.
import { refusal } from './error.ts';

const deepest = 24;

/** Parses the bytes; `invalidSyntax` for anything but well-formed JSON of modest depth. */
export function parseBody(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  if (text === undefined || isTooDeep(text)) throw refusal('invalidSyntax', 'the body is not JSON, or nests too deep');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refusal('invalidSyntax', 'the body is not JSON');
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Counts brackets outside strings: before JSON.parse, whose own depth is not ours to rely on. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted) {
      if (character === '\\') at += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
