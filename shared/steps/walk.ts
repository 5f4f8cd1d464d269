// The stored walk over all people that follows a change of what is in force: where it stands, and what it found.
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key, Write } from '../ports/table.ts';

/** How far the walk has come. `step` is new with each write, so that of two walkers one stops. */
export interface Walk {
  readonly step: string;
  readonly version: string;
  readonly publishedAt: number;
  /** When the present round began, whom it has found stale, for how many a candidate is, and where it goes on. */
  readonly begunAt: number;
  readonly found: number;
  readonly tried: number;
  readonly cursor?: string;
  /** People of the last whole round: stale ones, and those for whom a candidate is. */
  readonly stale?: number;
  readonly onTrial?: number;
  /** When a round ended that found nobody: nobody is walked any more. */
  readonly endedAt?: number;
}

export function walkKey({ settings }: Pick<Pipeline, 'settings'>): Key {
  return { table: 'state', pk: `${settings.tenant}#policy#walk`, sk: 'everybody' };
}

export function walkItem(ports: Pick<Pipeline, 'settings'>, walk: Walk): Item {
  const fields = Object.entries(walk).filter(([, value]) => value !== undefined);
  return { ...walkKey(ports), fields: Object.fromEntries(fields) };
}

/** Undefined when nothing was changed since the first publication. */
export async function readWalk(ports: Pick<Pipeline, 'table' | 'settings'>): Promise<Walk | undefined> {
  const item = await ports.table.get(walkKey(ports));
  return item && walkOf(item);
}

export function walkOf({ fields }: Item): Walk {
  return fields as unknown as Walk;
}

/** Belongs into the transaction that publishes: a walk that goes on is begun anew. */
export function walkWrite(ports: Pipeline, version: string): Write {
  const now = ports.clock.now();
  const walk = { step: ports.ids.next(), version, publishedAt: now, begunAt: now, found: 0, tried: 0 };
  return { kind: 'put', item: walkItem(ports, walk) };
}
