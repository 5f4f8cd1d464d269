// A text in the characters that a target takes: marks go, letters become small or capital where they must, the rest is left out.

/** Letters that are no letter with a mark to Unicode. */
const SPELT: { readonly [letter: string]: string } = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

const classes = new Map<string, ReadonlySet<string>>();

/** The text in `characters` only: a list of characters and ranges such as `a-z0-9._-`. */
export function fitted(text: string, characters: string): string {
  const taken = classOf(characters);
  return [...text].map((character) => spelt(character, taken)).join('');
}

function spelt(character: string, taken: ReadonlySet<string>): string {
  if (taken.has(character)) return character;
  const small = character.toLowerCase();
  const plain = (SPELT[small] ?? character.normalize('NFKD').replaceAll(/\p{M}/gu, '')).trim();
  const capital = small === character ? plain : plain.charAt(0).toUpperCase() + plain.slice(1);
  return [...capital]
    .map((one) => [one, one.toLowerCase(), one.toUpperCase()].find((either) => taken.has(either)) ?? '')
    .join('');
}

function classOf(characters: string): ReadonlySet<string> {
  const known = classes.get(characters);
  if (known) return known;
  const taken = new Set<string>();
  for (const [part] of characters.matchAll(/[!-~]-[!-~]|[ -~]/g)) {
    const [from, to] =
      part.length === 3 ? [part.charCodeAt(0), part.charCodeAt(2)] : [part.charCodeAt(0), part.charCodeAt(0)];
    for (let code = from; code <= to; code++) taken.add(String.fromCharCode(code));
  }
  classes.set(characters, taken);
  return taken;
}
