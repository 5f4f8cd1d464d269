// Dynalite leaves the LevelDB iterator of each query open: with its snapshot and blocks that is 20 KB a query for as long as the process lives.
import { Readable } from 'node:stream';
import type { LevelReads } from './dynalite-parts.ts';

/**
 * Gives the database streams that end their iterator when they were read to the end, or were left before it. Dynalite's own look for
 * a `return` on it (db/index.js of 4.0.0); abstract-level 3 has one on the asynchronous iterator alone.
 */
export function endReads(db: LevelReads): void {
  db.createKeyStream = (range) => Readable.from(db.keys(range));
  db.createValueStream = (range) => Readable.from(db.values(range));
}
