// Signatures are compared in constant time on raw bytes: every shortcut tells an attacker how far a guess was right.
import { type Argument, type Expression, type PrivateIdentifier, Visitor } from 'oxc-parser';
import { lineAt } from '../house.ts';
import { isBelow, perFile, type Rule } from '../rule.ts';

type Node = Expression | PrivateIdentifier | Argument;

const SECRET = /signature|digest|hmac|(?:^|_)(?:mac|sig)$|(?:Mac|Sig)$|secret|password/i;
const COMPARISONS = new Set(['===', '!==', '==', '!=']);
const METHODS = new Set(['equals', 'compare', 'localeCompare', 'includes', 'indexOf', 'startsWith', 'endsWith']);

export const signaturesRule: Rule = perFile('signatures are compared by timingSafeEqual only', (file) => {
  if (!isBelow(file.path, 'shared/sources')) return [];
  const found: { line: number; what: string }[] = [];
  const add = (offset: number, what: string) => found.push({ line: lineAt(file.text, offset), what });
  new Visitor({
    BinaryExpression: ({ operator, left, right, start }) => {
      if (!COMPARISONS.has(operator) || isNothing(left) || isNothing(right)) return;
      const secret = [left, right].map(nameOf).find((name) => SECRET.test(name));
      if (secret) add(start, `compares ${secret} with ${operator}`);
    },
    CallExpression: ({ callee, arguments: given, start }) => {
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
      if (!METHODS.has(callee.property.name) || given.every(isText)) return;
      const secret = [callee.object, ...given].map(nameOf).find((name) => SECRET.test(name));
      if (secret) add(start, `compares ${secret} with ${callee.property.name}()`);
    },
  }).visit(file.program);
  return found;
});

/** `undefined`, `null`, emptiness, a number or a type name: asking whether a signature is there tells nothing. */
function isNothing(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'undefined';
  if (node.type === 'UnaryExpression') return node.operator === 'typeof' || isNothing(node.argument);
  return node.type === 'Literal' && (node.value === null || node.value === '' || typeof node.value === 'number');
}

/** A written-out text, such as the prefix of a format, is no secret. */
function isText(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'string';
}

/** The last name of an expression: `x.signature` and `signature(x)` are both a signature, `signature.length` is not. */
function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return nameOfMember(node.property, node.computed);
  if (node.type === 'CallExpression') return nameOf(node.callee);
  if (node.type === 'ChainExpression' || node.type === 'TSNonNullExpression' || node.type === 'AwaitExpression')
    return nameOf(node.type === 'AwaitExpression' ? node.argument : node.expression);
  return '';
}

function nameOfMember(property: Node, computed: boolean): string {
  if (!computed) return nameOf(property);
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : '';
}
