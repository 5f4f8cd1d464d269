// The right side of a comparison, held against the attribute's type (RFC 7644, section 3.4.2.2).
import type { Attribute } from './attribute.ts';
import { refusal } from './error.ts';
import type { Token } from './filter-tokens.ts';

export type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Operand = string | number | boolean | null;

const operators: readonly string[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const isText = (operator: Operator) => operator === 'co' || operator === 'sw' || operator === 'ew';
const isEquality = (operator: Operator) => operator === 'eq' || operator === 'ne';

/** The operator, whatever its case; anything else is refused. */
export function operatorOf(token: Token | undefined): Operator {
  const text = token?.kind === 'word' ? token.text.toLowerCase() : '';
  if (!operators.includes(text)) throw refusal('invalidFilter', 'the filter has a comparison without an operator');
  return text as Operator;
}

/** The value in the attribute's type. A missing value is refused: an answer without rows makes clients create doubles. */
export function operandOf(attribute: Attribute, operator: Operator, token: Token | undefined): Operand {
  if (!token || token.kind === 'mark') throw refusal('invalidFilter', 'the filter has a comparison without a value');
  if (token.kind === 'word' && token.text === 'null') {
    if (!isEquality(operator)) throw refusal('invalidFilter', 'null can only be equal or not');
    return null;
  }
  switch (attribute.type) {
    case 'boolean':
      return flagOf(operator, token);
    case 'integer':
      return numberOf(operator, token);
    case 'dateTime':
      return instantOf(operator, token);
    case 'complex':
      throw refusal('invalidFilter', 'the filter compares an attribute that has parts');
    case 'string':
    case 'reference':
    case 'binary':
      return textOf(operator, token);
  }
}

/** Entra ID's documentation shows `externalId eq jyoung`: a bare word counts as text where text is compared for equality. */
function textOf(operator: Operator, token: Token): string {
  if (token.kind === 'word' && operator !== 'eq')
    throw refusal('invalidFilter', 'the filter compares text without quotes');
  return token.text;
}

/** Entra ID compares flags with "True" in quotes. */
function flagOf(operator: Operator, { text }: Token): boolean {
  const lower = text.toLowerCase();
  if (!isEquality(operator) || (lower !== 'true' && lower !== 'false'))
    throw refusal('invalidFilter', 'a true or false attribute can only be equal or not to true or false');
  return lower === 'true';
}

function numberOf(operator: Operator, { text, kind }: Token): number {
  const number = Number(text);
  if (isText(operator) || kind !== 'word' || !Number.isFinite(number))
    throw refusal('invalidFilter', 'a number is compared with something else');
  return number;
}

function instantOf(operator: Operator, { text, kind }: Token): number {
  const instant = Date.parse(text);
  if (isText(operator) || kind !== 'text' || !/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(instant))
    throw refusal('invalidFilter', 'a time is compared with something else');
  return instant;
}
