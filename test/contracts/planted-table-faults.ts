// Tables that are wrong in one way each: the laws of the store must notice every one.
import type { Fields, Item, Key, Table, Write } from '../../shared/ports/table.ts';
import { WriteRefused } from '../../shared/ports/table.ts';
import { memoryTable } from '../memory/memory-table.ts';
import type { PlantedFault } from './planted-fault.ts';
import type { TableSubject } from './table-subject.ts';

type Wrap = (inner: Table) => Partial<Table>;

function planted(name: string, wrap: Wrap): PlantedFault<TableSubject> {
  const inner = memoryTable();
  const table = { ...inner, ...wrap(inner) };
  return { name, subject: { table, settleIndex: async () => {} } };
}

/** Rewrites each write before it is done. */
function rewriting(name: string, change: (write: Write) => Write): PlantedFault<TableSubject> {
  return planted(name, (inner) => ({ write: (writes) => inner.write(writes.map(change)) }));
}

function unconditional(write: Write): Write {
  if (write.kind === 'check') return write;
  const { when, ...rest } = write;
  return rest;
}

async function oneByOne(inner: Table, writes: readonly Write[]): Promise<void> {
  for (const write of writes) await inner.write([write]);
}

/** Limits that are not enforced: what is refused as too large is written in smaller parts. */
function withoutLimit(name: string, applies: (writes: readonly Write[]) => boolean): PlantedFault<TableSubject> {
  return planted(name, (inner) => ({
    write: (writes) => (applies(writes) ? oneByOne(inner, writes) : inner.write(writes)),
  }));
}

function withItem(write: Write, change: (item: Item) => Item): Write {
  return write.kind === 'put' ? { ...write, item: change(write.item) } : write;
}

function withFields(write: Write, change: (fields: Fields) => Fields): Write {
  return withItem(write, (item) => ({ ...item, fields: change(item.fields) }));
}

function shortened(item: Item): Item {
  const text = item.fields.text;
  return typeof text === 'string' ? { ...item, fields: { ...item.fields, text: text.slice(0, 1000) } } : item;
}

async function mergedWith(inner: Table, write: Write): Promise<Write> {
  if (write.kind !== 'put') return write;
  const old = await inner.get(write.item);
  return withFields(write, (fields) => ({ ...old?.fields, ...fields }));
}

/** Reads, waits, and writes without a condition: the classic lost update. */
async function checkThenWrite(inner: Table, writes: readonly Write[]): Promise<void> {
  const items = await Promise.all(writes.map((write) => inner.get(write.kind === 'put' ? write.item : write.key)));
  const failed = writes.flatMap(({ when }, at) => {
    const item = items[at];
    const holds = !when || (when.kind === 'absent' ? !item : item?.fields[when.field] === when.value);
    return holds ? [] : [at];
  });
  if (failed.length > 0) throw new WriteRefused('condition', failed);
  await new Promise((resolve) => setImmediate(resolve));
  await inner.write(writes.filter((write) => write.kind !== 'check').map(unconditional));
}

const writeFaults: readonly PlantedFault<TableSubject>[] = [
  rewriting('conditions are ignored', unconditional),
  rewriting('a check always holds', (write) =>
    write.kind === 'check' ? { ...write, when: { kind: 'absent' } } : write,
  ),
  rewriting('a condition on a field only asks whether the item is there', (write) =>
    write.when?.kind === 'equals' && write.kind === 'put'
      ? { ...write, when: { kind: 'equals', field: 'v', value: 1 } }
      : write,
  ),
  planted('a check without other writes is forgotten', (inner) => ({
    write: async (writes) => (writes.every((write) => write.kind === 'check') ? undefined : inner.write(writes)),
  })),
  planted('a transaction is done write by write', (inner) => ({ write: (writes) => oneByOne(inner, writes) })),
  planted('a transaction over several tables forgets one', (inner) => ({
    write: (writes) =>
      inner.write(
        writes.filter((write) => write.kind !== 'put' || write.item.table !== 'audit' || writes.length === 1),
      ),
  })),
  planted('the positions of refused writes are guessed', (inner) => ({
    write: (writes) =>
      inner.write(writes).catch((error: unknown) => {
        throw error instanceof WriteRefused ? new WriteRefused(error.reason, [0]) : error;
      }),
  })),
  planted('a put keeps the fields that it does not name', (inner) => ({
    write: async (writes) => inner.write(await Promise.all(writes.map((write) => mergedWith(inner, write)))),
  })),
  planted('a condition is checked first and the write done later', (inner) => ({
    write: (writes) => checkThenWrite(inner, writes),
  })),
  planted('deleting what is absent is refused', (inner) => ({
    write: async (writes) => {
      const [first] = writes;
      if (first?.kind === 'delete' && !(await inner.get(first.key))) throw new WriteRefused('condition', [0]);
      return inner.write(writes);
    },
  })),
  planted('writing nothing is an error', (inner) => ({
    write: async (writes) => {
      if (writes.length === 0) throw new WriteRefused('too-large');
      return inner.write(writes);
    },
  })),
  rewriting('empty texts become null', (write) =>
    withFields(write, (fields) =>
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value === '' ? null : value])),
    ),
  ),
  rewriting('a field called constructor is dropped', (write) =>
    withFields(write, (fields) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'constructor')),
    ),
  ),
];

const readFaults: readonly PlantedFault<TableSubject>[] = [
  planted('of many keys only the first hundred are read', (inner) => ({
    getMany: (keys) => inner.getMany(keys.slice(0, 100)),
  })),
  planted('bounds are exclusive', (inner) => ({
    query: async (query) => {
      const page = await inner.query(query);
      return { ...page, items: page.items.filter((item) => item.sk !== query.from && item.sk !== query.to) };
    },
  })),
  planted('sort keys are in UTF-16 order', (inner) => ({
    query: async (query) => {
      const page = await inner.query(query);
      return { ...page, items: page.items.toSorted((left, right) => (left.sk < right.sk ? -1 : 1)) };
    },
  })),
  planted('the cursor is lost', (inner) => ({
    query: async (query) => ({ items: (await inner.query(query)).items }),
    queryIndex: async (query) => ({ keys: (await inner.queryIndex(query)).keys }),
  })),
  planted('newest first is ignored', (inner) => ({ query: ({ newestFirst, ...query }) => inner.query(query) })),
  planted('the cursor counts items instead of naming one', (inner) => ({
    query: async ({ cursor, ...query }) => {
      const { items } = await inner.query({ ...query, limit: 10_000 });
      const from = Number(cursor ?? 0);
      const page = items.slice(from, from + query.limit);
      return page.length === query.limit ? { items: page, cursor: String(from + query.limit) } : { items: page };
    },
  })),
  planted('a page may be any size', (inner) => ({
    query: async (query) => {
      const items: Item[] = [];
      let cursor = query.cursor;
      do {
        const page = await inner.query({ ...query, limit: query.limit - items.length, ...(cursor ? { cursor } : {}) });
        items.push(...page.items);
        cursor = page.cursor;
      } while (cursor && items.length < query.limit);
      return cursor ? { items, cursor } : { items };
    },
  })),
  planted('a scan ends after its first page', (inner) => ({
    scan: async (table) => ({ items: (await inner.scan(table)).items.slice(0, 8) }),
  })),
  planted('the index keeps what has left it', (inner) => {
    const ever = new Map<string, Key & { readonly at: string }>();
    return {
      queryIndex: async (query) => {
        const { keys } = await inner.queryIndex(query);
        for (const key of keys) ever.set(`${query.index}/${query.shard}/${key.pk}/${key.sk}/${key.at}`, key);
        return {
          keys: [...ever].filter(([name]) => name.startsWith(`${query.index}/${query.shard}/`)).map(([, key]) => key),
        };
      },
    };
  }),
  planted('the index has no lower bound', (inner) => ({ queryIndex: ({ from, ...query }) => inner.queryIndex(query) })),
  planted('the two indexes are one', (inner) => ({
    queryIndex: async (query) => {
      const both = await Promise.all(
        (['due', 'minute'] as const).map((index) => inner.queryIndex({ ...query, index })),
      );
      return { keys: both.flatMap((answer) => answer.keys) };
    },
  })),
];

const limitFaults: readonly PlantedFault<TableSubject>[] = [
  withoutLimit('any number of writes is a transaction', (writes) => writes.length > 100),
  withoutLimit('a transaction may be of any size', (writes) => writes.length === 11),
  rewriting('an item may be of any size', (write) => withItem(write, shortened)),
  planted('of two writes of one item the last counts', (inner) => ({
    write: (writes) => {
      const last = new Map(
        writes.map((write) => [
          JSON.stringify(write.kind === 'put' ? [write.item.pk, write.item.sk] : [write.key.pk, write.key.sk]),
          write,
        ]),
      );
      return inner.write(writes.length < 4 ? [...last.values()] : writes);
    },
  })),
  rewriting('long keys are cut', (write) =>
    withItem(write, (item) => ({ ...item, pk: item.pk.slice(0, 2048), sk: item.sk.slice(0, 1024) })),
  ),
  rewriting('what cannot be stored becomes null', (write) =>
    withFields(
      write,
      (fields) =>
        JSON.parse(JSON.stringify(fields, (_, value: unknown) => (value === undefined ? null : value))) as Fields,
    ),
  ),
];

export const plantedTableFaults: readonly PlantedFault<TableSubject>[] = [
  ...writeFaults,
  ...readFaults,
  ...limitFaults,
];
