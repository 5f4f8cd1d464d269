import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, hexOf } from '../../../shared/core/audit/bytes.ts';
import { append, emptyFrontier, leafHash, rootOf } from '../../../shared/core/audit/merkle.ts';
import { consistencyPath, inclusionPath, isConsistent, isIncluded } from '../../../shared/core/audit/proof.ts';
import { vectors } from './certificate-transparency.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hashesOf = (leaves: readonly Uint8Array[]) => leaves.map((leaf) => leafHash(sha256, leaf));
const treeOf = (hashes: readonly Uint8Array[]) =>
  hashes.reduce((tree, leaf) => append(sha256, tree, leaf), emptyFrontier);
const rootOfAll = (hashes: readonly Uint8Array[]) => rootOf(sha256, treeOf(hashes));

/** RFC 6962, section 2.1, word for word, and nothing of the code under test. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(Buffer.alloc(0));
  if (leaves.length === 1) return sha256(Buffer.concat([Buffer.of(0), leaves[0] as Uint8Array]));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.concat([Buffer.of(1), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k))]));
}

const aLog = fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 70 });

describe('the tree is the one of RFC 6962', () => {
  const leaves = vectors.leaves.map(bytesOf);

  it('gives the published root of every tree of 0 to 8 leaves', () => {
    const roots = vectors.roots.map((_, size) => hexOf(rootOfAll(hashesOf(leaves.slice(0, size)))));
    expect(roots).toEqual(vectors.roots);
  });

  it('gives the published inclusion proofs', () => {
    for (const { index, size, path } of vectors.inclusions)
      expect(inclusionPath(sha256, index, hashesOf(leaves.slice(0, size))).map(hexOf)).toEqual(path);
  });

  it('gives the published consistency proofs', () => {
    for (const { older, size, path } of vectors.consistencies)
      expect(consistencyPath(sha256, older, hashesOf(leaves.slice(0, size))).map(hexOf)).toEqual(path);
  });

  it('agrees with the definition in the RFC for any leaves', () => {
    fc.assert(fc.property(aLog, (log) => hexOf(rootOfAll(hashesOf(log))) === hexOf(treeHash(log))));
  });

  it('keeps one peak for each bit of its size, however large it grows', () => {
    for (let tree = emptyFrontier; tree.size < 1000; tree = append(sha256, tree, sha256(Buffer.of(tree.size % 256))))
      expect(tree.peaks.length).toBe(tree.size.toString(2).replaceAll('0', '').length);
  });
});

describe('an inclusion proof shows that one row is in the log', () => {
  it('holds for every leaf of any log', () => {
    const holds = (log: readonly Uint8Array[]) => {
      const hashes = hashesOf(log);
      return hashes.every((leaf, index) => {
        const path = inclusionPath(sha256, index, hashes);
        return isIncluded(sha256, { leaf, index, size: hashes.length, path, root: rootOfAll(hashes) });
      });
    };
    fc.assert(fc.property(aLog, holds));
  });

  it('does not hold for another leaf, place, size or root, nor with a path that was changed, cut or lengthened', () => {
    const isForged = (log: readonly Uint8Array[], pick: number, bit: number) => {
      const hashes = hashesOf(log.map((leaf, position) => Buffer.concat([Buffer.from(String(position)), leaf])));
      const index = pick % hashes.length;
      const path = inclusionPath(sha256, index, hashes);
      const proof = { leaf: hashes[index] as Uint8Array, index, size: hashes.length, path, root: rootOfAll(hashes) };
      const changed = path.map((_, at) => ({ ...proof, path: path.with(at, flipped(path[at] as Uint8Array, bit)) }));
      const forgeries = [
        { ...proof, leaf: flipped(proof.leaf, bit) },
        { ...proof, root: flipped(proof.root, bit) },
        ...hashes.flatMap((_, other) => (other === index ? [] : [{ ...proof, index: other }])),
        { ...proof, index: -1 },
        { ...proof, index: 0.5 },
        { ...proof, size: index },
        { ...proof, path: [...path, proof.leaf] },
        ...(path.length > 0
          ? [
              { ...proof, path: path.slice(1) },
              { ...proof, path: path.slice(0, -1) },
            ]
          : []),
        ...changed,
      ];
      return forgeries.every((forgery) => !isIncluded(sha256, forgery));
    };
    fc.assert(fc.property(aLog, fc.nat(), fc.nat(255), isForged));
  });

  it('cannot be asked for a leaf that is not there', () => {
    expect(() => inclusionPath(sha256, 3, hashesOf([Buffer.of(1)]))).toThrow(RangeError);
  });
});

describe('a consistency proof shows that nothing was taken back', () => {
  const claimOf = (hashes: readonly Uint8Array[], older: number) => ({
    olderSize: older,
    olderRoot: rootOfAll(hashes.slice(0, older)),
    size: hashes.length,
    root: rootOfAll(hashes),
    path: consistencyPath(sha256, older, hashes),
  });

  it('holds between any log and each of its beginnings', () => {
    const holds = (log: readonly Uint8Array[]) => {
      const hashes = hashesOf(log);
      return [...hashes, 0].every((_, older) => isConsistent(sha256, claimOf(hashes, older)));
    };
    fc.assert(fc.property(aLog, holds), { numRuns: 50 });
  });

  it('does not hold when a row of the beginning was changed, or the proof', () => {
    const isForged = (log: readonly Uint8Array[], pick: number, bit: number) => {
      const hashes = hashesOf(log);
      const older = 1 + (pick % hashes.length);
      const claim = claimOf(hashes, older);
      const rewritten = hashes.with(pick % older, sha256(Buffer.from(`rewritten ${pick}`)));
      const forgeries = [
        { ...claimOf(rewritten, older), olderRoot: claim.olderRoot },
        { ...claim, root: flipped(claim.root, bit) },
        { ...claim, olderRoot: flipped(claim.olderRoot, bit) },
        { ...claim, olderSize: claim.size + 1 },
        { ...claim, path: [...claim.path, claim.root] },
        ...claim.path.map((_, at) => ({
          ...claim,
          path: claim.path.with(at, flipped(claim.path[at] as Uint8Array, bit)),
        })),
      ];
      return forgeries.every((forgery) => !isConsistent(sha256, forgery));
    };
    fc.assert(fc.property(aLog, fc.nat(), fc.nat(255), isForged));
  });

  it('needs the root of nothing for the beginning of no rows', () => {
    const hashes = hashesOf([Buffer.of(1)]);
    const claim = { ...claimOf(hashes, 0), olderRoot: rootOfAll(hashes) };
    expect(isConsistent(sha256, claim)).toBe(false);
  });
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = (bit >> 3) % copy.length;
  copy[at] = (copy[at] as number) ^ (1 << (bit & 7));
  return copy;
}
