// What is wrong with a file's YAML, at the place where somebody has to look, in words that say how to mend it.
import { type Document, isCollection, isNode, isScalar, type ParsedNode, visit, type YAMLError } from 'yaml';
import type { Position, TextFault } from './text-place.ts';
import { slipSeen, wordsFor } from './yaml-slips.ts';

/** By the parser's codes; what is not here keeps the parser's own words. */
const WORDS: { readonly [code: string]: string } = {
  BAD_DQ_ESCAPE: 'is no escape that YAML knows; in \'single quotes\' a "\\" stands for itself',
  BAD_INDENT: 'does not line up with what is above it; indent it by the same number of spaces',
  BAD_SCALAR_START: 'a text may not begin with this character; put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on one line; put the text in quotes, or begin a new line',
  BLOCK_IN_FLOW: 'within [ ] or { } everything is written with commas, not with lines',
  IMPOSSIBLE: 'is nested too deeply to be read',
  MULTILINE_IMPLICIT_KEY: 'this line has no ":" of its own; write "name: value", or indent it',
  MULTIPLE_DOCS: 'a file holds one document; remove the line "---" and what is a file of its own',
  NON_STRING_KEY: 'a name is one text; lists and maps are no names',
  RESOURCE_EXHAUSTION: 'is nested too deeply to be read',
  TAB_AS_INDENT: 'a tab; indent with spaces',
};

/** What follows from the first fault rather than being one. */
const ECHOES = new Set([
  'UNEXPECTED_TOKEN',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
]);

/** One a line, the first one first; those that only follow from it are left out. */
export function syntaxFaults(
  document: Document.Parsed<ParsedNode>,
  text: string,
  positionOf: (offset: number) => Position,
): readonly TextFault[] {
  const lines = new Set<number>();
  return document.errors.flatMap((error, index) => {
    const fault = faultOf(error, document, text);
    const { line } = positionOf(fault.offset);
    if (lines.has(line) || (index > 0 && ECHOES.has(error.code))) return [];
    lines.add(line);
    return [fault];
  });
}

function faultOf(error: YAMLError, document: Document.Parsed<ParsedNode>, text: string): TextFault {
  const [offset] = error.pos;
  if (/call stack/i.test(error.message)) return { offset, path: [], message: 'is nested too deeply to be read' };
  const opening = isUnclosed(error) ? openingOf(document, offset) : undefined;
  if (opening !== undefined) return { offset: opening, path: [], message: unclosedWords(error.message) };
  const seen = slipSeen(error, text);
  if (seen) return { ...seen, path: [] };
  const message = WORDS[error.code] ?? wordsFor(error.message) ?? `is no YAML: ${error.message}`;
  return { offset, path: [], message };
}

function isUnclosed({ code, message }: YAMLError): boolean {
  return (
    (code === 'MISSING_CHAR' && /closing|must end/.test(message)) || (code === 'BAD_INDENT' && /^Flow/.test(message))
  );
}

function unclosedWords(message: string): string {
  const sign = /["']quote/.exec(message)?.[0][0] ?? / ([\]}])(?:$|\s)/.exec(message)?.[1] ?? '"';
  return `is never closed; add the ${sign} that belongs to it`;
}

/** Where what was open at that offset begins: the parser itself names the end of the file. */
function openingOf(document: Document.Parsed<ParsedNode>, end: number): number | undefined {
  let opening: number | undefined;
  visit(document, {
    Node(_, node) {
      if (!isNode(node) || !node.range) return;
      const [from, to] = node.range;
      const isOpen = isScalar(node) ? /^QUOTE/.test(node.type ?? '') : isCollection(node) && node.flow === true;
      if (isOpen && from < end && to >= end - 1) opening = Math.max(from, opening ?? 0);
    },
  });
  return opening;
}
