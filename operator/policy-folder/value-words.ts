// What somebody wrote, and what should stand there, in words.

/** The kind of a value, as people call it. */
export type Kind = 'text' | 'list' | 'map' | 'number' | 'boolean' | 'nothing';

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'map';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean';
}

/** `is "x"`, `is the number 3`, `is a list`. */
export function givenWords(value: unknown): string {
  switch (kindOf(value)) {
    case 'nothing':
      return 'is empty';
    case 'list':
      return 'is a list';
    case 'map':
      return 'is a map';
    case 'number':
      return numberWords(Number(value));
    case 'boolean':
      return `is ${String(value)} without quotes`;
    case 'text':
      return `is ${shown(String(value))}`;
  }
}

function numberWords(value: number): string {
  if (Number.isFinite(value)) return `is the number ${value}`;
  return Number.isNaN(value) ? 'is ".nan", which is no number' : 'is ".inf", which has no end';
}

/** `has U+00AD as its character 3, which nobody sees; remove it`; undefined where all of it is seen, or taken by the pattern. */
export function hiddenWords(value: unknown, pattern = ''): string | undefined {
  const takesJoiners = pattern.includes('\\u200d');
  const characters = typeof value === 'string' ? [...value] : [];
  const at = characters.findIndex((one) => /\p{C}/u.test(one) && !(takesJoiners && /[\u200c\u200d]/.test(one)));
  if (at < 0) return undefined;
  if (characters[at] === '\n') return 'is more than one line; write it on one, without "|" or ">"';
  const code = (characters[at]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `has U+${code} as its character ${at + 1}, which nobody sees; remove it`;
}

/** The name, where a value is `{name}` as YAML reads it without quotes: a map of one name with nothing behind it. */
export function bracedName(value: unknown): string | undefined {
  if (kindOf(value) !== 'map') return undefined;
  const [[name, inner] = [], ...others] = Object.entries(value as object);
  return inner === null && others.length === 0 ? name : undefined;
}

/** Of a long text the beginning. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

/** `a text`, as a schema expects it. */
export const KIND_WORDS: { readonly [kind in Exclude<Kind, 'nothing'>]: string } = {
  text: 'a text',
  list: 'a list',
  map: 'a map ("name: value")',
  number: 'a number',
  boolean: 'true or false',
};

const SAYS_TRUE = /^(?:true|yes|on|y)$/i;
const SAYS_FALSE = /^(?:false|no|off|n)$/i;

/** How the value becomes what is expected, where that is one stroke away. */
export function mendingWords(expected: Kind, value: unknown): string {
  const given = kindOf(value);
  const braced = bracedName(value);
  if (expected === 'text' && braced !== undefined) return `; braces that belong to a text go in quotes: '{${braced}}'`;
  const text = given === 'text' ? String(value) : '';
  if (expected === 'text' && (given === 'number' || given === 'boolean')) return '; put it in quotes';
  if (expected === 'list' && given === 'text') return '; write [ ] around it';
  if (expected === 'list' && given === 'map') return '; begin each item with "- "';
  if (expected === 'map' && given === 'list') return '; its lines do not begin with "- "';
  if (expected === 'map' && /^[^\s:]+:\S/.test(text)) return '; a ":" between name and value has a space after it';
  if (expected === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return '; take its quotes away';
  if (expected === 'boolean' && SAYS_TRUE.test(text)) return '; write true, without quotes';
  return expected === 'boolean' && SAYS_FALSE.test(text) ? '; write false, without quotes' : '';
}
