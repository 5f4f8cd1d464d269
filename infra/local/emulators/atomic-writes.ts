// Dynalite writes an item and its index entries one after the other; here they are gathered and written as one LevelDB
// batch, so that kill -9 leaves either all of a write, or of a whole transaction, or nothing.
import type { Attributes, BatchOperation, DynaliteStore, SubStore, TableRecord } from './dynalite-parts.ts';

export interface Gathering {
  /** A store for dynalite's actions: reads go through, writes are gathered. */
  readonly store: DynaliteStore;
  readonly gathered: BatchOperation[];
}

/** A fresh gathering over `store`. The caller holds the locks of the items and writes `gathered` itself. */
export function gather(store: DynaliteStore): Gathering {
  const gathered: BatchOperation[] = [];
  const over = (prefix: string, inner: SubStore): SubStore => ({
    get: (key, done) => inner.get(key, done),
    put(key, value, done) {
      gathered.push({ type: 'put', key: prefix + key, value });
      done(null);
    },
    del(key, done) {
      gathered.push({ type: 'del', key: prefix + key });
      done(null);
    },
    lock: (_, body) => body((done) => done),
  });
  // The prefixes, here and below, are dynalite's own (db/index.js): its reads find what the batch wrote.
  return {
    gathered,
    store: {
      ...store,
      getItemDb: (table) => over(`item-${table}~`, store.getItemDb(table)),
      getIndexDb: (kind, table, index) =>
        over(`index-${kind.toLowerCase()}~${table}~${index}~`, store.getIndexDb(kind, table, index)),
    },
  };
}

/**
 * The store for a process that serves and does not change tables: their descriptions are remembered, since every action
 * asks for one, and items are read at once. A read that LevelDB has in memory takes less than handing it to another thread.
 */
export function quickStore(store: DynaliteStore): DynaliteStore {
  const known = new Map<string, TableRecord>();
  return {
    ...store,
    getItemDb: (table) => readAtOnce(store.db, `item-${table}~`, store.getItemDb(table)),
    getTable(name, checkStatus, done) {
      const table = known.get(name);
      const answer = typeof checkStatus === 'function' ? checkStatus : done;
      if (table && answer) return answer(null, table);
      store.getTable(name, true, (error, found) => {
        if (found?.TableStatus === 'ACTIVE') known.set(name, found);
        answer?.(error, found);
      });
    },
  };
}

function readAtOnce(db: DynaliteStore['db'], prefix: string, inner: SubStore): SubStore {
  return {
    ...inner,
    get(key, done) {
      let value: unknown;
      try {
        value = db.getSync(prefix + key);
      } catch (error) {
        return done(error);
      }
      done(null, value as Attributes | undefined);
    },
  };
}
