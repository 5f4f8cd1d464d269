// Sorted keys in UTF-8 byte order, the order in which DynamoDB keeps a partition.

/** Compares by UTF-8 bytes; plain `<` compares UTF-16 units and puts surrogates in the wrong place. */
export function compareUtf8(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a !== b) return byteRank(a) - byteRank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others of two bytes; the units E000 to FFFF move below them. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The first position whose key is not less than `key` (or, with `after`, greater than it). */
export function positionOf<T>(
  sorted: readonly T[],
  compare: (entry: T) => number,
  side: 'from' | 'after' = 'from',
): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compare(sorted[middle] as T);
    if (order < 0 || (side === 'after' && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
