// Counts what a table's calls would cost on AWS: emulators' own meters are wrong for transactions.
import type { Item, Key, Page, Table, Write } from '../ports/table.ts';
import { WriteRefused } from '../ports/table.ts';
import { checkUnits, type Footprint, readUnits, writeUnits } from './capacity.ts';
import { indexEntryBytes, itemBytes, keyOf, keyText } from './item-size.ts';

export interface WriteMeter {
  writeUnits: number;
  readUnits: number;
  writeCalls: number;
  readCalls: number;
}

interface Books {
  readonly inner: Table;
  readonly meter: WriteMeter;
  /** What each item was when it last passed by. */
  readonly known: Map<string, Footprint | undefined>;
}

/**
 * The same table, metered. Costs depend on what an item was before: the meter remembers what it saw pass, and looks
 * once (uncounted) at an item that it does not know. It expects to see all writers; others make it guess old sizes.
 */
export function metered(inner: Table): { readonly table: Table; readonly meter: WriteMeter } {
  const meter: WriteMeter = { writeUnits: 0, readUnits: 0, writeCalls: 0, readCalls: 0 };
  const books: Books = { inner, meter, known: new Map() };
  const table: Table = {
    async get(key) {
      const item = await inner.get(key);
      remember(books, key, item);
      charge(books, item ? itemBytes(item) : 0, true);
      return item;
    },
    async getMany(keys) {
      const items = await inner.getMany(keys);
      const found = items.reduce((sum, item) => sum + readUnits(itemBytes(item), true), 0);
      for (const item of items) remember(books, item, item);
      meter.readCalls += Math.ceil(keys.length / 100);
      meter.readUnits += found + keys.length - items.length;
      return items;
    },
    query: async (query) => chargePage(books, await inner.query(query)),
    scan: async (name, cursor) => chargePage(books, await inner.scan(name, cursor)),
    async queryIndex(query) {
      const answer = await inner.queryIndex(query);
      const entry = (key: Key, at: string) =>
        indexEntryBytes({ ...key, fields: {}, index: { shard: query.shard, at } });
      charge(
        books,
        sumOf(answer.keys, (key) => entry(key, key.at)),
        false,
      );
      return answer;
    },
    write: (writes) => write(books, writes),
  };
  return { table, meter };
}

function remember({ known }: Books, key: Key, item: Item | undefined): void {
  known.set(keyText(key), item && footprint(item));
}

function charge({ meter }: Books, bytes: number, consistent: boolean): void {
  meter.readCalls += 1;
  meter.readUnits += readUnits(bytes, consistent);
}

function chargePage(books: Books, page: Page): Page {
  for (const item of page.items) remember(books, item, item);
  charge(books, sumOf(page.items, itemBytes), true);
  return page;
}

async function write(books: Books, writes: readonly Write[]): Promise<void> {
  const { inner, meter, known } = books;
  const befores = await Promise.all(writes.map((one) => footprintBefore(books, keyOf(one))));
  const transaction = writes.length > 1 || writes[0]?.kind === 'check';
  try {
    await inner.write(writes);
  } catch (error) {
    for (const one of writes) known.delete(keyText(keyOf(one)));
    chargeRefusal(
      meter,
      error,
      sumOf(befores, (before) => checkUnits(before, transaction)),
    );
    throw error;
  }
  if (writes.length > 0) meter.writeCalls += 1;
  for (const [at, one] of writes.entries()) {
    meter.writeUnits += unitsOf(one, befores[at], transaction);
    if (one.kind !== 'check') remember(books, keyOf(one), one.kind === 'put' ? one.item : undefined);
  }
}

/** What is over a limit was never sent; a condition that did not hold costs what was read for it. */
function chargeRefusal(meter: WriteMeter, error: unknown, units: number): void {
  const reason = error instanceof WriteRefused ? error.reason : undefined;
  if (reason !== 'too-large') meter.writeCalls += 1;
  if (reason === 'condition') meter.writeUnits += units;
}

async function footprintBefore(books: Books, key: Key): Promise<Footprint | undefined> {
  const text = keyText(key);
  if (!books.known.has(text)) remember(books, key, await books.inner.get(key));
  return books.known.get(text);
}

function sumOf<T>(all: readonly T[], size: (one: T) => number): number {
  return all.reduce((sum, one) => sum + size(one), 0);
}

function footprint(item: Item): Footprint {
  return { bytes: itemBytes(item), index: item.index && `${item.index.shard}\n${item.index.at}` };
}

function unitsOf(one: Write, before: Footprint | undefined, transaction: boolean): number {
  if (one.kind === 'check') return checkUnits(before, transaction);
  return writeUnits({ before, after: one.kind === 'put' ? footprint(one.item) : undefined, transaction });
}
