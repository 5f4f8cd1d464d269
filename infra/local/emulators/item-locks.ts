// Who may write an item now. As in DynamoDB, whoever meets a running transaction is turned away, not queued.

export interface ItemLocks {
  /** Runs `work` alone on the item, after other plain writes; throws `conflict()` when a transaction holds it. */
  plain<T>(item: string, work: () => Promise<T>, conflict: () => Error): Promise<T>;
  /** Runs `work` alone on all items; throws `conflict(positions)` when another transaction holds some. */
  transaction<T>(
    items: readonly string[],
    work: () => Promise<T>,
    conflict: (at: readonly number[]) => Error,
  ): Promise<T>;
}

/** No item is held. */
export function itemLocks(): ItemLocks {
  const plainHeld = new Map<string, Promise<unknown>>();
  const transactionHeld = new Set<string>();

  return {
    async plain(item, work, conflict) {
      for (let before = plainHeld.get(item); before; before = plainHeld.get(item)) await before;
      if (transactionHeld.has(item)) throw conflict();
      const running = work();
      const settled = running.catch(() => {});
      plainHeld.set(item, settled);
      return running.finally(() => plainHeld.delete(item));
    },
    async transaction(items, work, conflict) {
      const waitFor = () => items.map((item) => plainHeld.get(item)).filter((held) => held !== undefined);
      for (let before = waitFor(); before.length > 0; before = waitFor()) await Promise.all(before);
      const taken = items.flatMap((item, at) => (transactionHeld.has(item) ? [at] : []));
      if (taken.length > 0) throw conflict(taken);
      for (const item of items) transactionHeld.add(item);
      return work().finally(() => {
        for (const item of items) transactionHeld.delete(item);
      });
    },
  };
}
