// What a table law needs: the table, a fresh corner of it, and short ways to say items and refusals.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Fields, Item, Key, Query, Table, TableName, Write } from '../../shared/ports/table.ts';
import { WriteRefused } from '../../shared/ports/table.ts';

export interface TableSubject {
  readonly table: Table;
  /** Waits until the indexes show everything written. */
  readonly settleIndex: () => Promise<void>;
}

/** A partition key that no other law uses. */
export function freshPartition(): string {
  return `law#${randomUUID()}`;
}

export function aKey(pk: string, sk = 'a', table: TableName = 'state'): Key {
  return { table, pk, sk };
}

export function anItem(key: Key, fields: Fields = { v: 1 }, index?: Item['index']): Item {
  return index ? { ...key, fields, index } : { ...key, fields };
}

export function put(item: Item, when?: Write['when']): Write {
  return when ? { kind: 'put', item, when } : { kind: 'put', item };
}

export const isAbsent = { kind: 'absent' } as const;

export function fieldIs(field: string, value: string | number) {
  return { kind: 'equals', field, value } as const;
}

/** The write must be refused for this reason; with `at`, at exactly these positions. */
export async function refused(
  outcome: Promise<void>,
  reason: WriteRefused['reason'],
  at?: readonly number[],
): Promise<void> {
  const error = await outcome.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof WriteRefused, `expected a refusal (${reason}), got ${String(error)}`);
  assert.equal(error.reason, reason);
  if (at) assert.deepEqual(error.at, at);
}

/** Tries again what another transaction was in the way of, as every caller must. */
export async function pastConflicts(attempt: () => Promise<void>): Promise<'done' | WriteRefused['reason']> {
  for (let tries = 0; tries < 1000; tries++) {
    const outcome = await attempt().then(
      () => 'done' as const,
      (error: unknown) => {
        if (error instanceof WriteRefused) return error.reason;
        throw error;
      },
    );
    if (outcome !== 'conflict' && outcome !== 'throttled') return outcome;
  }
  throw new Error('conflicts without end');
}

/** All items of a query, page by page, and the number of pages. */
export async function allPages(
  table: Table,
  query: Query,
): Promise<{ readonly items: readonly Item[]; readonly pages: number }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await table.query(cursor === undefined ? query : { ...query, cursor });
    items.push(...page.items);
    cursor = page.cursor;
    pages += 1;
    assert.ok(pages < 1000, 'paging does not end');
  } while (cursor !== undefined);
  return { items, pages };
}

/** Text of `kilobytes` KB. */
export function textOf(kilobytes: number): string {
  return 'x'.repeat(kilobytes * 1024);
}
