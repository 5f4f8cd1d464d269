// The filter grammar of RFC 7644, section 3.4.2.2, as a tree: not binds before and, and before or.
import { attributeNamed, type ResourceType } from './attribute.ts';
import { refusal } from './error.ts';
import { type Token, tokens } from './filter-tokens.ts';
import { type Location, locate } from './location.ts';
import { type Operand, type Operator, operandOf, operatorOf } from './operand.ts';

export type Filter =
  | { readonly kind: 'compare'; readonly at: Location; readonly operator: Operator; readonly value: Operand }
  | { readonly kind: 'present'; readonly at: Location }
  | { readonly kind: 'and' | 'or'; readonly of: readonly [Filter, Filter] }
  | { readonly kind: 'not'; readonly of: Filter }
  /** One value of a multi-valued attribute for which all of `of` holds; places in `of` are relative to it. */
  | { readonly kind: 'within'; readonly at: Location; readonly of: Filter };

type Scope = (name: string) => Location | undefined;

interface Reader {
  readonly words: readonly Token[];
  at: number;
  depth: number;
}

const deepest = 12;
const mostWords = 400;

/** Parses a whole filter on resources of a type; anything but a whole one is refused with `invalidFilter`. */
export function parseFilter(type: ResourceType, filter: string): Filter {
  return parse(filter, (name) => locate(type, name));
}

/** Parses what stands in the brackets of a value path: names are parts of the attribute. */
export function parseValueFilter(place: Location, filter: string): Filter {
  return parse(filter, within(place));
}

function parse(filter: string, scope: Scope): Filter {
  const reader = { words: tokens(filter), at: 0, depth: 0 };
  if (reader.words.length > mostWords) throw refusal('invalidFilter', 'the filter has too many terms');
  const tree = either(reader, scope);
  if (reader.at < reader.words.length) throw refusal('invalidFilter', 'the filter goes on after its end');
  return tree;
}

function within(place: Location): Scope {
  return (name) => {
    const found = attributeNamed(place.attribute.subAttributes, name);
    return found && { attribute: found };
  };
}

function either(reader: Reader, scope: Scope): Filter {
  let left = both(reader, scope);
  while (takesWord(reader, 'or')) left = { kind: 'or', of: [left, both(reader, scope)] };
  return left;
}

function both(reader: Reader, scope: Scope): Filter {
  let left = term(reader, scope);
  while (takesWord(reader, 'and')) left = { kind: 'and', of: [left, term(reader, scope)] };
  return left;
}

function term(reader: Reader, scope: Scope): Filter {
  const following = reader.words[reader.at + 1];
  if (isMark(following, '(') && takesWord(reader, 'not')) return { kind: 'not', of: group(reader, scope, ['(', ')']) };
  if (isMark(reader.words[reader.at], '(')) return group(reader, scope, ['(', ')']);
  return expression(reader, scope);
}

function group(reader: Reader, scope: Scope, [open, close]: readonly [string, string]): Filter {
  reader.depth += 1;
  if (reader.depth > deepest) throw refusal('invalidFilter', `the filter nests deeper than ${deepest}`);
  if (!isMark(reader.words[reader.at++], open)) throw refusal('invalidFilter', 'the filter lacks a bracket');
  const inner = either(reader, scope);
  if (!isMark(reader.words[reader.at++], close))
    throw refusal('invalidFilter', 'the filter has a bracket that does not close');
  reader.depth -= 1;
  return inner;
}

function expression(reader: Reader, scope: Scope): Filter {
  const name = reader.words[reader.at++];
  const place = name?.kind === 'word' ? scope(name.text) : undefined;
  if (!place || place.attribute.returned === 'never')
    throw refusal('invalidFilter', 'the filter names no attribute of this resource where it needs one');
  if (!isMark(reader.words[reader.at], '[')) return comparison(reader, place);
  if (!place.attribute.subAttributes || place.sub)
    throw refusal('invalidFilter', 'the filter has brackets after an attribute without parts');
  const inner = group(reader, within(place), ['[', ']']);
  return { kind: 'within', at: place, of: withPart(reader, place, inner) };
}

/** `emails[type eq "work"].value eq "x"`: not in the RFC's grammar, but what Entra ID asks. */
function withPart(reader: Reader, place: Location, inner: Filter): Filter {
  const part = reader.words[reader.at];
  if (part?.kind !== 'word' || !part.text.startsWith('.')) return inner;
  reader.at += 1;
  const found = within(place)(part.text.slice(1));
  if (!found) throw refusal('invalidFilter', 'the filter names no part of the attribute');
  return { kind: 'and', of: [inner, comparison(reader, found)] };
}

function comparison(reader: Reader, place: Location): Filter {
  if (takesWord(reader, 'pr')) return { kind: 'present', at: place };
  const operator = operatorOf(reader.words[reader.at++]);
  const at = comparable(place);
  return {
    kind: 'compare',
    at,
    operator,
    value: operandOf(at.sub ?? at.attribute, operator, reader.words[reader.at++]),
  };
}

/** A multi-valued attribute is compared by its `value` (RFC 7644, section 3.4.2.2). */
function comparable(place: Location): Location {
  const value = attributeNamed(place.attribute.subAttributes, 'value');
  return place.sub || !place.attribute.multiValued || !value ? place : { ...place, sub: value };
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

function takesWord(reader: Reader, word: string): boolean {
  const token = reader.words[reader.at];
  if (token?.kind !== 'word' || token.text.toLowerCase() !== word) return false;
  reader.at += 1;
  return true;
}
