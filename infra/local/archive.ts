// The laptop's write-once store of sealed heads: one file that is only ever appended to, a head a line.
import { type FileHandle, open } from 'node:fs/promises';
import { type Archive, ArchiveRefused } from '../../shared/ports/audit.ts';

/** Where a head stands in the file. */
interface Place {
  readonly at: number;
  readonly length: number;
}

interface Shelf {
  readonly file: FileHandle;
  readonly places: Place[];
  /** Bytes of whole lines read or written so far. */
  end: number;
}

/**
 * Opens or makes `path` (mode 0600). A line that a kill cut short counts as never written and the next append replaces it:
 * its head is still in the table. Appends are on disk when they return. One process may append; any number may read.
 */
export async function fileArchive(path: string): Promise<Archive & { close(): Promise<void> }> {
  const shelf: Shelf = { file: await open(path, 'a+', 0o600), places: [], end: 0 };
  const inTurn = turns();
  return {
    append: (number, text) => inTurn(() => append(shelf, number, text)),
    read: (number) => inTurn(() => read(shelf, number)),
    close: () => inTurn(() => shelf.file.close()),
  };
}

async function append(shelf: Shelf, number: number, text: string): Promise<void> {
  if (text.includes('\n')) throw new TypeError('a head is one line');
  const before = await read(shelf, number);
  if (before !== undefined && before !== text) throw new ArchiveRefused('occupied', number);
  if (before !== undefined) return;
  if (number !== shelf.places.length + 1) throw new ArchiveRefused('gap', number);
  await shelf.file.truncate(shelf.end);
  await shelf.file.appendFile(`${text}\n`);
  await shelf.file.datasync();
  await catchUp(shelf);
}

async function read(shelf: Shelf, number: number): Promise<string | undefined> {
  if (shelf.places[number - 1] === undefined) await catchUp(shelf);
  const place = shelf.places[number - 1];
  if (place === undefined) return undefined;
  const { buffer } = await shelf.file.read(Buffer.alloc(place.length), 0, place.length, place.at);
  return buffer.toString('utf8');
}

/** Learns the lines that were added since. */
async function catchUp(shelf: Shelf): Promise<void> {
  const { size } = await shelf.file.stat();
  if (size <= shelf.end) return;
  const { buffer } = await shelf.file.read(Buffer.alloc(size - shelf.end), 0, size - shelf.end, shelf.end);
  for (let from = 0, to = buffer.indexOf(10); to !== -1; from = to + 1, to = buffer.indexOf(10, from)) {
    shelf.places.push({ at: shelf.end, length: to - from });
    shelf.end += to - from + 1;
  }
}

/** One after the other, whatever became of the one before. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}
