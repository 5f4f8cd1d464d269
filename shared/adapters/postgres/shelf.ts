// Connections that wait for the next call: lent out, taken back when they are still good, dropped when idle for long.
import { isConnectionLoss, sqlState } from './faults.ts';
import type { Link } from './link.ts';

export interface Shelf {
  /** One that waits, and it does so no longer. */
  take(): Link | undefined;
  /** Works with a connection; an abort cuts it, and it comes (back) to the shelf only when it is still good. */
  lend<T>(link: Link, signal: AbortSignal, work: (link: Link) => Promise<T>): Promise<T>;
  clear(): void;
}

const IDLE_MS = 10_000;
/** A busy connection is renewed all the same: none outlives the credential that opened it by more than this. */
const OLDEST_MS = 60_000;

export function openShelf(): Shelf {
  const waiting = new Map<Link, () => void>();
  const leave = (link: Link): void => {
    waiting.get(link)?.();
    waiting.delete(link);
  };
  const drop = (link: Link): void => {
    leave(link);
    link.cut();
  };
  const put = (link: Link): void => {
    if (performance.now() - link.openedAt > OLDEST_MS) {
      link.cut();
      return;
    }
    const gone = (): void => drop(link);
    const timer = setTimeout(gone, IDLE_MS).unref();
    link.client.once('end', gone);
    waiting.set(link, () => {
      clearTimeout(timer);
      link.client.off('end', gone);
    });
  };
  return {
    take: () => {
      const link = waiting.keys().next().value;
      if (link) leave(link);
      return link;
    },
    lend: async (link, signal, work) => {
      signal.addEventListener('abort', link.cut, { once: true });
      try {
        signal.throwIfAborted();
        const result = await work(link);
        put(link);
        return result;
      } catch (error) {
        // The server's own refusal leaves the connection usable; all else leaves it in an unknown state.
        if (sqlState(error) === undefined || isConnectionLoss(error)) link.cut();
        else put(link);
        throw error;
      } finally {
        signal.removeEventListener('abort', link.cut);
      }
    },
    clear: () => [...waiting.keys()].forEach(drop),
  };
}
