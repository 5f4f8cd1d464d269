// One YAML file as a value, with the line and column of every key and value in it.
import { isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Path, Position, TextFault } from './text-place.ts';
import { oddities } from './yaml-oddities.ts';
import { syntaxFaults } from './yaml-words.ts';

/** `value` is undefined where the syntax is so wrong that nothing can be said about it. */
export interface YamlSource {
  readonly value: unknown;
  readonly faults: readonly TextFault[];
  readonly positionOf: (offset: number) => Position;
  /** Where the key, or its value, stands; else the nearest of what holds it. */
  readonly offsetOf: (path: Path, at: 'key' | 'value') => number;
}

/** Reads one document. Never throws, whatever the text is. */
export function yamlSource(text: string): YamlSource {
  const lines = new LineCounter();
  const positionOf = (offset: number) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const nothing = (faults: readonly TextFault[]) => ({
    value: undefined,
    faults: [...faults, ...unended(text)],
    positionOf,
    offsetOf: () => 0,
  });
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      // "silent" would read the first of several documents and say nothing about the others.
      logLevel: 'error',
    });
    const root = document.contents;
    if (document.errors.length > 0) return nothing(syntaxFaults(document, text, positionOf));
    const { fatal, others } = oddities(document);
    if (fatal.length > 0) return nothing(fatal);
    if (isEmpty(root)) return nothing([{ offset: 0, path: [], message: emptyMessage }]);
    const offsetOf = (path: Path, at: 'key' | 'value') => offsetIn(root, path, at);
    return { value: document.toJS(), faults: [...others, ...unended(text)], positionOf, offsetOf };
  } catch (error) {
    // The parser goes down into what is nested by calling itself.
    if (error instanceof RangeError)
      return nothing([{ offset: 0, path: [], message: 'is nested too deeply to be read' }]);
    throw error;
  }
}

const emptyMessage = 'is empty; write [] or {} if nothing is meant, or remove the file';

function isEmpty(root: unknown): boolean {
  return root === null || (isScalar(root) && root.value === null);
}

/** Half a file may still be a policy, with less in it: a copy that broke off ends within a line. */
function unended(text: string): readonly TextFault[] {
  if (text === '' || text.endsWith('\n')) return [];
  const message = 'ends within a line, as a copy that broke off does; if the file is whole, end its last line';
  return [{ offset: text.length, path: [], message }];
}

function offsetIn(root: Node | null, path: Path, at: 'key' | 'value'): number {
  let node: unknown = root;
  let offset = startOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    const next = isMap(node) ? node.items.find((pair) => keyText(pair.key) === String(key)) : undefined;
    if (next) {
      const [keyOffset, valueOffset] = [startOf(next.key), startOf(next.value)];
      offset = (isLast && at === 'key' ? keyOffset : (valueOffset ?? keyOffset)) ?? offset;
      node = next.value;
    } else if (isSeq(node) && typeof key === 'number' && node.items[key] !== undefined) {
      node = node.items[key];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}
