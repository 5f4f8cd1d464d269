// Connections that wait for the next change: taken back when they are still good, left when idle for long.
import type { Link } from './link.ts';

export interface Shelf {
  /** One that waits, and it does so no longer. */
  take(): Link | undefined;
  /** Keeps it for a while, if it is still open. */
  put(link: Link): void;
  /** Says good-bye to all of them. */
  clear(): void;
}

const IDLE_MS = 10_000;

export function openShelf(): Shelf {
  const waiting = new Map<Link, NodeJS.Timeout>();
  const drop = (link: Link): void => {
    clearTimeout(waiting.get(link));
    waiting.delete(link);
  };
  return {
    take: () => {
      for (const link of [...waiting.keys()]) {
        drop(link);
        if (link.isOpen()) return link;
      }
      return undefined;
    },
    put: (link) => {
      if (!link.isOpen()) return;
      const leave = (): void => {
        drop(link);
        link.leave();
      };
      waiting.set(link, setTimeout(leave, IDLE_MS).unref());
    },
    clear: () => {
      for (const link of [...waiting.keys()]) {
        drop(link);
        link.leave();
      }
    },
  };
}
