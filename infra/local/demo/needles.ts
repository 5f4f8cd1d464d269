// Finds words in a text however they are spelt: as they are, in hex, in a URL, and anywhere within base64.

/** Whether any of the words is in the text. */
export function foundIn(text: string, words: readonly string[]): boolean {
  return [...new Set(words)].some((word) => spellings(word).some((spelling) => text.includes(spelling)));
}

function spellings(word: string): readonly string[] {
  const bytes = Buffer.from(word);
  return [
    word,
    encodeURIComponent(word),
    bytes.toString('hex'),
    ...[0, 1, 2].map((before) => withinBase64(bytes, before)),
  ];
}

/** The characters that the word alone decides when so many other bytes (modulo 3) stand before it. */
function withinBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
