// Finds words in a text however they are spelt: as they are, backwards, in hex, in a URL, in JSON, and anywhere within base64.

/** Whether any of the words is in the text. */
export function foundIn(text: string, words: readonly string[]): boolean {
  return wordsIn(text, words).length > 0;
}

/** Those of the words that are in the text, each once. */
export function wordsIn(text: string, words: readonly string[]): readonly string[] {
  return [...new Set(words)].filter((word) => spellings(word).some((spelling) => text.includes(spelling)));
}

function spellings(word: string): readonly string[] {
  const bytes = Buffer.from(word);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((before) => withinBase64(bytes, before));
  return [
    word,
    [...word].toReversed().join(''),
    encodeURIComponent(word),
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    JSON.stringify(word).slice(1, -1),
    [...word].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** The characters that the word alone decides when so many other bytes (modulo 3) stand before it. */
function withinBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
