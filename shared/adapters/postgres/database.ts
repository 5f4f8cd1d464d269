// A few connections shared by all calls: statements and transactions that stop when told, and say how far they came.
import type pg from 'pg';
import type { PostgresConfig } from './config.ts';
import { isConnectionLoss, type Phase, sqlState } from './faults.ts';
import { type Link, openLink } from './link.ts';
import { limitTo } from './seats.ts';

/** Rows are `unknown`: they are parsed where they are used. */
export type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly unknown[]>;

export interface Transaction<T> {
  readonly signal: AbortSignal;
  /** What a failure means: before `commit-sent` the server forgets everything. */
  readonly phase: { now: Phase };
  work(query: Query): Promise<T>;
  /** Whether to commit; rolled back otherwise. */
  keep(result: T): boolean;
}

export interface Database {
  /** Statements outside a transaction, such that doing them twice is harmless. Rejects with what `toFault` reads. */
  run<T>(signal: AbortSignal, work: (query: Query) => Promise<T>): Promise<T>;
  transact<T>(transaction: Transaction<T>): Promise<T>;
  /** Cuts what is open; later calls reject. */
  close(): void;
}

const IDLE_MS = 10_000;

/** Opens nothing yet: connections are made when needed, at most `config.connections` at a time. */
export function openDatabase(config: PostgresConfig, secret: () => Promise<readonly string[]>): Database {
  const closing = new AbortController();
  const shelf = openShelf();
  const seats = limitTo(config.connections);

  const once = async <T>(link: Link, signal: AbortSignal, work: (query: Query) => Promise<T>): Promise<T> => {
    signal.addEventListener('abort', link.cut, { once: true });
    try {
      signal.throwIfAborted();
      const result = await work(queryOf(link.client));
      shelf.put(link);
      return result;
    } catch (error) {
      if (isConnectionLoss(error) || sqlState(error) === undefined) link.cut();
      else shelf.put(link);
      throw error;
    } finally {
      signal.removeEventListener('abort', link.cut);
    }
  };

  /** A connection that died while idle tells nothing about the server: then once more, on a fresh one. */
  const repeatable = async <T>(
    given: AbortSignal,
    work: (query: Query) => Promise<T>,
    mayRepeat: () => boolean,
  ): Promise<T> => {
    const signal = AbortSignal.any([given, closing.signal]);
    const free = await seats(signal);
    try {
      const idle = shelf.take();
      if (!idle) return await once(await openLink(config, await secret(), signal), signal, work);
      try {
        return await once(idle, signal, work);
      } catch (error) {
        if (!isConnectionLoss(error) || signal.aborted || !mayRepeat()) throw error;
        shelf.clear();
        return await once(await openLink(config, await secret(), signal), signal, work);
      }
    } finally {
      free();
    }
  };

  return {
    run: (signal, work) => repeatable(signal, work, () => true),
    transact: (transaction) =>
      repeatable(
        transaction.signal,
        (query) => inTransaction(query, transaction),
        () => transaction.phase.now === 'before-commit',
      ),
    close: () => {
      closing.abort();
      shelf.clear();
    },
  };
}

async function inTransaction<T>(query: Query, { phase, work, keep }: Transaction<T>): Promise<T> {
  await query('BEGIN');
  let result: T;
  try {
    result = await work(query);
  } catch (error) {
    if (sqlState(error) !== undefined && !isConnectionLoss(error)) await query('ROLLBACK');
    throw error;
  }
  if (keep(result)) phase.now = 'commit-sent';
  await query(keep(result) ? 'COMMIT' : 'ROLLBACK');
  return result;
}

interface Shelf {
  put(link: Link): void;
  take(): Link | undefined;
  clear(): void;
}

/** Connections waiting for the next call; each is dropped after a while, or when the server ends it. */
function openShelf(): Shelf {
  const idle = new Map<Link, () => void>();
  const leave = (link: Link): void => {
    idle.get(link)?.();
    idle.delete(link);
  };
  const drop = (link: Link): void => {
    leave(link);
    link.cut();
  };
  return {
    put: (link) => {
      const gone = (): void => drop(link);
      const timer = setTimeout(gone, IDLE_MS).unref();
      link.client.once('end', gone);
      idle.set(link, () => {
        clearTimeout(timer);
        link.client.off('end', gone);
      });
    },
    take: () => {
      const link = idle.keys().next().value;
      if (link) leave(link);
      return link;
    },
    clear: () => [...idle.keys()].forEach(drop),
  };
}

function queryOf(client: pg.Client): Query {
  return async (sql, values) => (await client.query(sql, values && [...values])).rows as readonly unknown[];
}
