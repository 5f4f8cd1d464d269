// Distinguished names: built with every risky character escaped, compared as the server compares them, taken apart again.

/** One relative name, escaped: `uid=ada`. */
export interface Rdn {
  readonly text: string;
}

/**
 * All but letters, digits and three signs become hex pairs of their UTF-8 bytes (RFC 4514, 2.4), blanks and NUL too, so no
 * value can end its part of the name.
 */
export function rdn(attribute: string, value: string): Rdn {
  const escaped = [...value].map((character) => (/[A-Za-z0-9._@-]/.test(character) ? character : hexPairs(character)));
  return { text: `${attribute}=${escaped.join('')}` };
}

export const below = (name: Rdn, parent: string): string => `${name.text},${parent}`;

/** Attribute and value of the first part of a name; undefined where it has several or makes no sense. */
export function firstPart(dn: string): { readonly attribute: string; readonly value: string } | undefined {
  const match = /^([A-Za-z][A-Za-z0-9.-]*)=((?:\\[0-9A-Fa-f]{2}|\\.|[^\\,+])*)(?:,|$)/u.exec(dn);
  const [, attribute, value] = match ?? [];
  if (attribute === undefined || value === undefined) return undefined;
  return { attribute: attribute.toLowerCase(), value: unescaped(value) };
}

/** Without the first part. */
export function parentOf(dn: string): string {
  return dn.replace(/^(?:\\[0-9A-Fa-f]{2}|\\.|[^\\,])*,?\s*/u, '');
}

/** Equal for names that the server takes for one: case and inner blanks do not count (caseIgnoreMatch, RFC 4518). */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();
}

/** As `nameKey`, whatever way a character of the name is escaped. */
export function dnKey(dn: string): string {
  const parts: string[] = [];
  for (let rest = dn; rest !== ''; rest = parentOf(rest)) {
    const part = firstPart(rest);
    if (!part) return [...parts, nameKey(rest)].join('\n');
    parts.push(`${part.attribute}=${nameKey(part.value)}`);
  }
  return parts.join('\n');
}

const hexPairs = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');

function unescaped(value: string): string {
  const bytes = value.match(/\\[0-9A-Fa-f]{2}|\\.|[^\\]/gu) ?? [];
  return Buffer.concat(
    bytes.map((part) =>
      /^\\[0-9A-Fa-f]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part.replace(/^\\/, '')),
    ),
  ).toString('utf8');
}
