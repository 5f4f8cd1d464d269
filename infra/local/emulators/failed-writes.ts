// LevelDB goes on after a write that failed half way, as on a full disk; a later start then drops what follows the torn record in its log.
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchOperation, DynaliteStore } from './dynalite-parts.ts';

type Db = DynaliteStore['db'];

export interface Quiet {
  /** Runs `work` between two writes: what it reads is the state of one moment. Writes wait for it meanwhile. */
  quiet<T>(work: () => Promise<T>): Promise<T>;
}

/** Between attempts to open it anew. */
const PAUSE_MS = 250;

/**
 * The database with one write at a time; after one that failed it is opened anew, which begins a new log. Until that works it
 * neither reads nor writes: better no answer than an acknowledgement that a kill would take back.
 */
export function openedAnewAfterFailure(db: Db, pauseMs = PAUSE_MS): Db & Quiet {
  const close = db.close._original ?? db.close;
  let last: Promise<unknown> = Promise.resolve();
  let mending: Promise<void> | undefined;
  let isEnding = false;
  const mend = async (): Promise<void> => {
    while (!isEnding && !(await isOpenedAnew(db, close))) await sleep(pauseMs);
    mending = undefined;
  };
  const write = async (operations: readonly BatchOperation[]): Promise<void> => {
    if (mending !== undefined) throw new Error('the store could not write and is not opened anew yet');
    try {
      await db.batch(operations);
    } catch (error) {
      mending = mend();
      throw error;
    }
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  return {
    get: (key) => db.get(key),
    getSync: (key) => db.getSync(key),
    iterator: (range) => db.iterator(range),
    open: () => db.open(),
    async close() {
      isEnding = true;
      await mending;
      await db.close();
    },
    batch: (operations) => inTurn(() => write(operations)),
    quiet: (work) => inTurn(work),
  };
}

async function isOpenedAnew(db: Db, close: () => Promise<void>): Promise<boolean> {
  try {
    await close();
    await db.open();
    return true;
  } catch {
    return false;
  }
}
