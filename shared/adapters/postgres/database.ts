// A few connections shared by all calls: statements and transactions that stop when told, and say how far they came.
import type pg from 'pg';
import type { AdapterPorts } from '../../ports/adapter.ts';
import type { PostgresConfig } from './config.ts';
import { isConnectionLoss, type Phase, sqlState } from './faults.ts';
import { type Link, openLink } from './link.ts';
import { limitTo } from './seats.ts';
import { openShelf } from './shelf.ts';

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

/** Opens nothing yet: connections are made when needed, at most `config.connections` at a time. */
export function openDatabase(config: PostgresConfig, secret: AdapterPorts['secret']): Database {
  const closing = new AbortController();
  const shelf = openShelf();
  const seats = limitTo(config.connections);

  const attempt = async <T>({ signal, work, mayRepeat }: Attempt<T>): Promise<T> => {
    const use = (link: Link): Promise<T> => shelf.lend(link, signal, ({ client }) => work(queryOf(client)));
    const idle = shelf.take();
    try {
      return await use(idle ?? (await opened({ config, secret, signal })));
    } catch (error) {
      // One that died while idle tells nothing about the server: once more, on a fresh one.
      if (!idle || !isConnectionLoss(error) || signal.aborted || !mayRepeat()) throw error;
      shelf.clear();
      return use(await opened({ config, secret, signal }));
    }
  };

  const seated = async <T>(asked: Attempt<T>): Promise<T> => {
    const signal = AbortSignal.any([asked.signal, closing.signal]);
    const free = await seats(signal);
    try {
      return await attempt({ ...asked, signal });
    } finally {
      free();
    }
  };

  return {
    run: (signal, work) => seated({ signal, work, mayRepeat: () => true }),
    transact: (transaction) =>
      seated({
        signal: transaction.signal,
        work: (query) => inTransaction(query, transaction),
        mayRepeat: () => transaction.phase.now === 'before-commit',
      }),
    close: () => {
      closing.abort();
      shelf.clear();
    },
  };
}

interface Opening {
  readonly config: PostgresConfig;
  readonly secret: AdapterPorts['secret'];
  readonly signal: AbortSignal;
}

/** A value that ended a moment ago may still be what this process remembers: refused, it asks for fresh ones. */
async function opened({ config, secret, signal }: Opening): Promise<Link> {
  const known = await secret();
  try {
    return await openLink(config, known, signal);
  } catch (error) {
    const fresh = sqlState(error) === '28P01' ? await secret({ fresh: true }) : known;
    const others = fresh.filter((value) => !known.includes(value));
    if (others.length === 0) throw error;
    return openLink(config, others, signal);
  }
}

interface Attempt<T> {
  readonly signal: AbortSignal;
  work(query: Query): Promise<T>;
  /** Whether doing it twice is harmless after what has happened so far. */
  mayRepeat(): boolean;
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

function queryOf(client: pg.Client): Query {
  return async (sql, values) => (await client.query(sql, values && [...values])).rows as readonly unknown[];
}
