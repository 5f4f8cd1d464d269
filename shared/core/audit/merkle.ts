// The RFC 6962 hash tree (section 2.1), kept as its frontier: appending costs the same after ten leaves or ten million.
import type { Sha256 } from '../../ports/audit.ts';

/** `peaks` are the roots of the perfect subtrees, largest first: one for each bit that is set in `size`. */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly Uint8Array[];
}

export const emptyFrontier: Frontier = { size: 0, peaks: [] };

/** RFC 6962, 2.1: a leaf is hashed with 0x00 in front, so that no node can pass for a leaf. */
export function leafHash(sha256: Sha256, leaf: Uint8Array): Uint8Array {
  return sha256(joined(0x00, leaf));
}

/** RFC 6962, 2.1: an inner node is hashed with 0x01 in front. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(joined(0x01, left, right));
}

/** The frontier with one more leaf, given by its hash. */
export function append(sha256: Sha256, frontier: Frontier, leaf: Uint8Array): Frontier {
  const peaks = [...frontier.peaks];
  let node = leaf;
  for (let size = frontier.size; size % 2 === 1; size = (size - 1) / 2)
    node = nodeHash(sha256, peaks.pop() as Uint8Array, node);
  peaks.push(node);
  return { size: frontier.size + 1, peaks };
}

/** The Merkle tree hash of all leaves; of none it is the hash of the empty string. */
export function rootOf(sha256: Sha256, frontier: Frontier): Uint8Array {
  const last = frontier.peaks.at(-1);
  if (last === undefined) return sha256(new Uint8Array());
  return frontier.peaks.slice(0, -1).reduceRight((right, left) => nodeHash(sha256, left, right), last);
}

function joined(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 1));
  bytes[0] = prefix;
  let at = 1;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
