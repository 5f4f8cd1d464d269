// RFC 6962 proofs: that a row is in the log (2.1.1), and that a longer log begins with a shorter one (2.1.2).
import type { Sha256 } from '../../ports/audit.ts';
import { append, emptyFrontier, nodeHash, rootOf } from './merkle.ts';

type Hashes = readonly Uint8Array[];

/** The audit path of leaf `index` in the tree of `leaves` (leaf hashes), nearest sibling first. */
export function inclusionPath(sha256: Sha256, index: number, leaves: Hashes): Hashes {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError(`no leaf ${index} among ${leaves.length}`);
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...inclusionPath(sha256, index, left), treeHash(sha256, right)]
    : [...inclusionPath(sha256, index - k, right), treeHash(sha256, left)];
}

/** The consistency proof between the tree of the first `older` leaves and that of all `leaves`. */
export function consistencyPath(sha256: Sha256, older: number, leaves: Hashes): Hashes {
  if (!(older >= 0 && older <= leaves.length)) throw new RangeError(`no older tree of ${older} in ${leaves.length}`);
  return older === 0 ? [] : subProof(sha256, { older, leaves, whole: true });
}

interface Sub {
  readonly older: number;
  readonly leaves: Hashes;
  readonly whole: boolean;
}

function subProof(sha256: Sha256, { older, leaves, whole }: Sub): Hashes {
  if (older === leaves.length) return whole ? [] : [treeHash(sha256, leaves)];
  const k = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return older <= k
    ? [...subProof(sha256, { older, leaves: left, whole }), treeHash(sha256, right)]
    : [...subProof(sha256, { older: older - k, leaves: right, whole: false }), treeHash(sha256, left)];
}

/** What an inclusion proof claims: this leaf hash stands at `index` of the tree with `size` leaves and `root`. */
export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: Hashes;
  readonly root: Uint8Array;
}

/** RFC 9162, 2.1.3.2 (the same tree, the algorithm spelt out). */
export function isIncluded(sha256: Sha256, { leaf, index, size, path, root }: Inclusion): boolean {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
  let [node, at, last] = [leaf, index, size - 1];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sha256, sibling, node);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else node = nodeHash(sha256, node, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(node, root);
}

/** What a consistency proof claims: the tree of `size` leaves begins with the tree of `olderSize` leaves. */
export interface Consistency {
  readonly olderSize: number;
  readonly olderRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly path: Hashes;
}

/** RFC 9162, 2.1.4.2. An empty older tree is consistent with everything, by an empty proof. */
export function isConsistent(sha256: Sha256, claim: Consistency): boolean {
  const { olderSize, olderRoot, size, root, path } = claim;
  if (!(Number.isSafeInteger(olderSize) && olderSize >= 0 && olderSize <= size)) return false;
  if (olderSize === size) return path.length === 0 && isSame(olderRoot, root);
  if (olderSize === 0) return path.length === 0 && isSame(olderRoot, rootOf(sha256, emptyFrontier));
  const [first, ...rest] = isPowerOfTwo(olderSize) ? [olderRoot, ...path] : path;
  return first !== undefined && climbsToBoth(sha256, claim, { first, rest });
}

function climbsToBoth(sha256: Sha256, claim: Consistency, nodes: { first: Uint8Array; rest: Hashes }): boolean {
  let [at, last] = [claim.olderSize - 1, claim.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [older, newer] = [nodes.first, nodes.first];
  for (const sibling of nodes.rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      older = nodeHash(sha256, sibling, older);
      newer = nodeHash(sha256, sibling, newer);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else newer = nodeHash(sha256, newer, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSame(older, claim.olderRoot) && isSame(newer, claim.root);
}

/** The largest power of two smaller than `size`. */
function splitOf(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

function treeHash(sha256: Sha256, leaves: Hashes): Uint8Array {
  return rootOf(
    sha256,
    leaves.reduce((frontier, leaf) => append(sha256, frontier, leaf), emptyFrontier),
  );
}

const half = (value: number): number => Math.floor(value / 2);
const isPowerOfTwo = (value: number): boolean => splitOf(value + 1) === value;
const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, position) => byte === b[position]);
