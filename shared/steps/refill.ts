// Makes a table hold exactly what a backup or a restored copy holds. Nothing else may write to it meanwhile.
import { type Item, type Key, type Table, type TableName, WriteRefused } from '../ports/table.ts';

export interface RefillPorts {
  readonly table: Table;
  readonly clock: { sleep(ms: number): Promise<void> };
}

export interface Refilled {
  readonly put: number;
  /** What stood there and is not in the copy. */
  readonly deleted: number;
}

/** Writes side by side, as many as DynamoDB takes from one process without throttling. */
const SIDE_BY_SIDE = 16;
const PATIENCE = 12;

/** Safe to repeat after it was cut short. `items` of another table are refused before anything is written of them. */
export async function refill(
  ports: RefillPorts,
  name: TableName,
  items: AsyncIterable<Item> | Iterable<Item>,
): Promise<Refilled> {
  const there = new Set<string>();
  const some: Item[] = [];
  const put = () =>
    Promise.all(some.splice(0).map((item) => patiently(ports, () => ports.table.write([{ kind: 'put', item }]))));
  for await (const item of items) {
    if (item.table !== name) throw new TypeError(`an item of table ${item.table} is no item of table ${name}`);
    there.add(textOf(item));
    some.push(item);
    if (some.length === SIDE_BY_SIDE) await put();
  }
  await put();
  return { put: there.size, deleted: await deleteOthers(ports, name, there) };
}

/** Every item of a table, page by page. */
export async function* itemsIn(table: Pick<Table, 'scan'>, name: TableName): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await table.scan(name, cursor);
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function deleteOthers(ports: RefillPorts, name: TableName, there: ReadonlySet<string>): Promise<number> {
  let deleted = 0;
  for await (const { table, pk, sk } of itemsIn(ports.table, name)) {
    const key: Key = { table, pk, sk };
    if (there.has(textOf(key))) continue;
    await patiently(ports, () => ports.table.write([{ kind: 'delete', key }]));
    deleted += 1;
  }
  return deleted;
}

function textOf({ pk, sk }: Key): string {
  return JSON.stringify([pk, sk]);
}

/** A throttle passes; anything else ends it, and it is repeated as a whole. */
async function patiently({ clock }: RefillPorts, write: () => Promise<void>): Promise<void> {
  for (let round = 1; ; round++)
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof WriteRefused && error.reason === 'throttled') || round === PATIENCE) throw error;
      await clock.sleep(50 * 2 ** round);
    }
}
