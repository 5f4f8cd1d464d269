// Hex digits as base64url: two thirds of the bytes, for ids and digests that are stored a thousand times.

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** An even number of lower-case hex digits, without padding: 32 digits become 22 characters. */
export function packHex(hex: string): string {
  let bytes = '';
  for (let at = 0; at < hex.length; at += 2) bytes += String.fromCharCode(Number.parseInt(hex.slice(at, at + 2), 16));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** By character code; -1 for what is none of the alphabet. */
const SIX_BITS = Array.from({ length: 128 }, (_, code) => ALPHABET.indexOf(String.fromCharCode(code)));

/** The inverse of `packHex`. Throws when the text is none. */
export function unpackHex(packed: string): string {
  let hex = '';
  let [bits, count] = [0, 0];
  for (let at = 0; at < packed.length; at++) {
    const six = SIX_BITS[packed.charCodeAt(at)] ?? -1;
    if (six < 0) throw new RangeError('this is no packed hex');
    bits = ((bits << 6) | six) & 0x3fff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    hex += BYTES[(bits >> count) & 0xff];
  }
  return hex;
}
