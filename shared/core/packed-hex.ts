// Hex digits as base64url: two thirds of the bytes, for ids and digests that are stored a thousand times.

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** An even number of lower-case hex digits, without padding: 32 digits become 22 characters. */
export function packHex(hex: string): string {
  let bytes = '';
  for (let at = 0; at < hex.length; at += 2) bytes += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The inverse of `packHex`. Throws when the text is none. */
export function unpackHex(packed: string): string {
  const bytes = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
  let hex = '';
  for (let at = 0; at < bytes.length; at += 1) hex += BYTES[bytes.charCodeAt(at)];
  return hex;
}
