// A sparse, keys-only index that shows each change only after its lag, as a global secondary index may.
import type { IndexQuery, Key } from '../../shared/ports/table.ts';
import { compareUtf8, positionOf } from './sorted-keys.ts';

export type IndexEntry = Key & { readonly at: string };

interface Change {
  readonly kind: 'enter' | 'leave';
  readonly shard: string;
  readonly entry: IndexEntry;
  readonly visibleAt: number;
}

export interface LaggingIndex {
  /** Takes a change that becomes visible at `visibleAt`; changes of one key never overtake each other. */
  change(kind: Change['kind'], where: { readonly shard: string; readonly entry: IndexEntry }, visibleAt: number): void;
  query(query: IndexQuery, now: number): { readonly keys: readonly IndexEntry[]; readonly cursor?: string };
}

/** An empty index. */
export function laggingIndex(): LaggingIndex {
  const shards = new Map<string, IndexEntry[]>();
  const pending: Change[] = [];
  const latest = new Map<string, number>();

  function settle(now: number): void {
    let kept = 0;
    for (const change of pending) {
      if (change.visibleAt > now) pending[kept++] = change;
      else apply(shards, change);
    }
    pending.length = kept;
    if (kept === 0) latest.clear();
  }

  return {
    change(kind, where, visibleAt) {
      if (visibleAt <= 0 && pending.length === 0) return apply(shards, { kind, ...where, visibleAt });
      const name = `${where.entry.pk}\n${where.entry.sk}`;
      const ordered = Math.max(visibleAt, latest.get(name) ?? 0);
      latest.set(name, ordered);
      pending.push({ kind, ...where, visibleAt: ordered });
    },
    query(query, now) {
      settle(now);
      return slice(shards.get(query.shard) ?? [], query);
    },
  };
}

function apply(shards: Map<string, IndexEntry[]>, change: Change): void {
  const entries = shards.get(change.shard) ?? [];
  const at = positionOf(entries, (entry) => compareEntries(entry, change.entry));
  const present = entries[at] !== undefined && compareEntries(entries[at], change.entry) === 0;
  if (change.kind === 'enter' && !present) entries.splice(at, 0, change.entry);
  if (change.kind === 'leave' && present) entries.splice(at, 1);
  if (entries.length === 0) shards.delete(change.shard);
  else shards.set(change.shard, entries);
}

function compareEntries(left: IndexEntry, right: IndexEntry): number {
  return compareUtf8(left.at, right.at) || compareUtf8(left.pk, right.pk) || compareUtf8(left.sk, right.sk);
}

function slice(entries: readonly IndexEntry[], query: IndexQuery) {
  const after = query.cursor === undefined ? undefined : (JSON.parse(query.cursor) as IndexEntry);
  const { from } = query;
  const start = after
    ? positionOf(entries, (entry) => compareEntries(entry, after), 'after')
    : from === undefined
      ? 0
      : positionOf(entries, (entry) => compareUtf8(entry.at, from));
  const end = positionOf(entries, (entry) => compareUtf8(entry.at, query.to), 'after');
  const keys = entries.slice(start, Math.min(Math.max(start, end), start + query.limit));
  const last = keys.length === query.limit ? keys.at(-1) : undefined;
  return last ? { keys, cursor: JSON.stringify(last) } : { keys };
}
