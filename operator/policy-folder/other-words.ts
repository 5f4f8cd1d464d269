// Words that other languages use for what a policy says by its own: the nearest in spelling is often the opposite.
import { nearestName } from '../../shared/core/nearest.ts';

/** By the word in small letters without signs, what may be meant, the likeliest first. */
const MEANT: { readonly [word: string]: readonly string[] } = {
  and: ['all'],
  allof: ['all'],
  every: ['all'],
  or: ['any'],
  anyof: ['any', 'in'],
  oneof: ['in', 'any'],
  some: ['any'],
  contains: ['matches'],
  endswith: ['matches'],
  glob: ['matches'],
  like: ['matches'],
  match: ['matches'],
  pattern: ['matches'],
  regex: ['matches'],
  regexp: ['matches'],
  suffix: ['matches'],
  beginswith: ['startsWith'],
  prefix: ['startsWith'],
  startswith: ['startsWith'],
  eq: ['is'],
  equal: ['is'],
  equals: ['is'],
  value: ['is'],
  values: ['in'],
  defined: ['exists'],
  exist: ['exists'],
  isset: ['exists'],
  present: ['exists'],
  from: ['after'],
  since: ['after'],
  until: ['before'],
  attribute: ['attributes'],
  attrs: ['attributes'],
  user: ['attributes'],
  group: ['groups'],
  memberof: ['groups'],
  if: ['when'],
  condition: ['when'],
  conditions: ['when'],
  name: ['id'],
  grant: ['roles'],
  grants: ['roles'],
  role: ['roles'],
  inherits: ['includes'],
  extends: ['includes'],
  parents: ['includes'],
  grantedto: ['entitlements'],
  permissions: ['entitlements'],
};

const NEGATED = new Set(['neq', 'ne', 'nin', 'notin', 'isnot', 'notequals', 'unless', 'none', 'noneof', 'except']);

/** The known name that was probably meant by one that is not known. */
export function meantBy(key: string, known: readonly string[]): string | undefined {
  const word = wordOf(key);
  const same = known.find((name) => wordOf(name) === word);
  return (
    same ?? MEANT[word]?.find((name) => known.includes(name)) ?? (isNegated(key) ? undefined : nearestName(key, known))
  );
}

/** How to say it, where another name alone is not enough; empty where it is. */
export function howToSay(key: string, known: readonly string[]): string {
  const word = wordOf(key);
  if (isNegated(key) && known.includes('exists')) return '; write the condition without it, within "not:"';
  if (isNegated(key) && known.includes('not')) return '; write "not:" before the condition';
  if (!known.includes('matches') || !MEANT[word]?.includes('matches')) return '';
  return word.startsWith('reg')
    ? '; a pattern has "*" for any characters and "?" for one, nothing else'
    : `; as a pattern: ${word === 'endswith' || word === 'suffix' ? "'*end'" : "'*part*'"}`;
}

function isNegated(key: string): boolean {
  return NEGATED.has(wordOf(key));
}

function wordOf(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z]/g, '');
}
