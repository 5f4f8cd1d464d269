// The same words, the same value: made once, found again by a hash of the words. Without pointers, because a population asks it a million times.
import type { Budget } from './budget.ts';
import { poolOf } from './pool.ts';

/** Finds the value for the words `from` up to `to`. */
export type Interned<T> = (words: Int32Array, from: number, to: number) => T;

/** Slots of an empty table; always a power of two. */
const FEW = 64;
/** In the pool before an entry's words: their hash and how many they are. The number of the value comes third. */
const HEAD = 3;
/** What an entry takes besides the pool and its value, in words. */
const ENTRY = 3;

export function interned<T>(make: (words: Int32Array) => T, budget: Budget): Interned<T> {
  const pool = poolOf(budget);
  const values: T[] = [];
  /** By hash, where the entry is in the pool; -1: nowhere. */
  let table = new Int32Array(FEW).fill(-1);
  budget.whenSpent(() => {
    table = new Int32Array(FEW).fill(-1);
    values.length = 0;
  });
  return (words, from, to) => {
    const hash = hashOf(words, from, to);
    const last = table.length - 1;
    const known = pool.words;
    for (let slot = hash & last; table[slot] !== -1; slot = (slot + 1) & last) {
      const entry = table[slot] as number;
      if (known[entry] !== hash || known[entry + 1] !== to - from) continue;
      let at = from;
      const ahead = entry + HEAD - from;
      while (at < to && words[at] === known[at + ahead]) at++;
      if (at === to) return values[known[entry + 2] as number] as T;
    }
    return learnt(hash, words.slice(from, to));
  };

  function learnt(hash: number, words: Int32Array): T {
    const value = make(words);
    if (values.length * 2 >= table.length) table = doubled(table, pool.words);
    put(table, hash, pool.add([hash, words.length, values.length, ...words]));
    values.push(value);
    budget.take(ENTRY);
    return value;
  }
}

/** The bits that are set, ascending. */
export function bitsIn(words: Int32Array): readonly number[] {
  const found: number[] = [];
  for (let word = 0; word < words.length; word++)
    for (let bits = words[word] as number; bits !== 0; bits &= bits - 1)
      found.push((word << 5) + 31 - Math.clz32(bits & -bits));
  return found;
}

function doubled(table: Int32Array, pool: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * table.length).fill(-1);
  for (const entry of table) if (entry !== -1) put(larger, pool[entry] as number, entry);
  return larger;
}

function put(table: Int32Array, hash: number, entry: number): void {
  const last = table.length - 1;
  let slot = hash & last;
  while (table[slot] !== -1) slot = (slot + 1) & last;
  table[slot] = entry;
}

/** Multiplications as in FNV, and at the end a mixing step (murmur3's), because a table looks at the lowest bits. */
function hashOf(words: Int32Array, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (words[at] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
