// The stored walk over all people that follows a change of what is in force: where it stands.
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

/** How far the walk has come. `step` is new with each write, so that of two walkers one stops. */
export interface Walk {
  readonly step: string;
  readonly version: string;
  readonly publishedAt: number;
  /** When the present round began, whom it has found stale, and where it goes on. */
  readonly begunAt: number;
  readonly found: number;
  readonly cursor?: string;
}

export function walkKey(tenant: string): Key {
  return { table: 'state', pk: `${tenant}#policy#walk`, sk: 'everybody' };
}

export function walkItem(tenant: string, { cursor, ...walk }: Walk): Item {
  return { ...walkKey(tenant), fields: { ...walk, ...(cursor !== undefined && { cursor }) } };
}

/** Belongs into the transaction that publishes: a walk that goes on is begun anew. */
export function walkWrite({ settings, ids, clock }: Pipeline, version: string): Write {
  const now = clock.now();
  const walk = { step: ids.next(), version, publishedAt: now, begunAt: now, found: 0 };
  return { kind: 'put', item: walkItem(settings.tenant, walk) };
}
