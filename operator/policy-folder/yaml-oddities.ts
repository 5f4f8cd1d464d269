// What YAML allows and a policy does not: the same key twice, copies by anchor, tags, other versions, bottomless nesting.
import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Node, type ParsedNode } from 'yaml';
import type { Path, TextFault } from './text-place.ts';

/** A condition within a condition within ...: nobody can read more of it. */
export const DEEPEST = 40;

export interface Oddities {
  /** With one of these the value of the document is not what it seems. */
  readonly fatal: readonly TextFault[];
  readonly others: readonly TextFault[];
}

type Found = { readonly fatal: TextFault[]; readonly others: TextFault[] };

export function oddities(document: Document.Parsed<ParsedNode>): Oddities {
  const found: Found = { fatal: [], others: [] };
  const { version, explicit } = document.directives.yaml;
  if (explicit && version !== '1.2')
    found.fatal.push({
      offset: 0,
      path: [],
      message: 'a policy is YAML 1.2; remove the line that begins with "%YAML"',
    });
  look(document.contents, [], found);
  return found;
}

function look(node: unknown, path: Path, found: Found): void {
  if (!isNode(node)) return;
  const offset = node.range?.[0] ?? 0;
  for (const message of oddityOf(node, path)) found.fatal.push({ offset, path, message });
  if (path.length > DEEPEST) return;
  if (isSeq(node)) for (const [at, item] of node.items.entries()) look(item, [...path, at], found);
  if (isMap(node)) lookAtPairs(node.items, path, found);
}

function oddityOf(node: Node, path: Path): readonly string[] {
  if (path.length > DEEPEST) return [`is nested deeper than ${DEEPEST}`];
  if (isAlias(node))
    return [
      `a text that begins with "*" goes in quotes: '*${node.source}'; copies by "*" are not taken, so that every value has one place`,
    ];
  return [
    ...('anchor' in node && node.anchor !== undefined
      ? [
          'a text that begins with "&" goes in quotes; names for copies are not taken, so that every value has one place',
        ]
      : []),
    ...(node.tag === undefined ? [] : ['a text that begins with "!" goes in quotes; tags are not taken']),
  ];
}

function lookAtPairs(items: readonly unknown[], path: Path, found: Found): void {
  const firsts = new Map<string, number>();
  for (const pair of items) {
    if (!isPair(pair) || !isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    const offset = pair.key.range?.[0] ?? 0;
    const at = [...path, key];
    // An object takes it as its prototype, and shows no such key.
    if (key === '__proto__') found.fatal.push({ offset, path: at, message: 'is no name that can be used' });
    const first = firsts.get(key);
    if (first !== undefined) found.others.push({ offset, path: at, message: `"${key}" is there twice`, first });
    firsts.set(key, first ?? offset);
    look(pair.key, at, found);
    look(pair.value, at, found);
  }
}
