// A few connections that are logged in, each lent to one change at a time, so that giving up one call harms no other.
import type { AdapterPorts } from '../../ports/adapter.ts';
import type { LdapConfig } from './config.ts';
import { type Directory, directoryOver } from './directory.ts';
import { Faulted } from './faults.ts';
import { logInAs } from './login.ts';
import { limitTo } from './seats.ts';
import { openShelf } from './shelf.ts';

export interface Pool {
  /** Throws `Faulted`, or what `work` throws. */
  lend<T>(signal: AbortSignal, work: (directory: Directory) => Promise<T>): Promise<T>;
  /** Ends all of it; later calls throw. */
  close(): void;
}

/** Opens nothing yet: connections are made when needed, at most `config.connections` at a time. */
export function openPool(config: LdapConfig, { clock, secret }: AdapterPorts): Pool {
  const closing = new AbortController();
  const seats = limitTo(config.connections);
  const shelf = openShelf();
  const logIn = logInAs(config, secret);

  const attempt: Pool['lend'] = async (signal, work) => {
    const waiting = shelf.take();
    const within = AbortSignal.any([signal, clock.deadline(config.timeoutMs)]);
    const link = waiting ?? (await logIn(within));
    const directory = directoryOver(link, { clock, timeoutMs: config.timeoutMs, signal });
    try {
      return await work(directory);
    } catch (error) {
      // One that died while idle tells nothing about the server: once more, on a fresh one.
      const isStale = waiting && !link.isOpen() && !directory.hasWritten() && isBreak(error);
      if (!isStale || signal.aborted) throw error;
      shelf.clear();
      return await attempt(signal, work);
    } finally {
      shelf.put(link);
      if (closing.signal.aborted) shelf.clear();
    }
  };

  return {
    lend: async (asked, work) => {
      const signal = AbortSignal.any([asked, closing.signal]);
      const free = await seats(signal);
      try {
        return await attempt(signal, work);
      } finally {
        free();
      }
    },
    close: () => {
      closing.abort();
      shelf.clear();
    },
  };
}

const isBreak = (error: unknown): boolean => error instanceof Faulted && error.fault.kind === 'unavailable';
