// After a policy is published: a stored walk over all people, until nobody's last decision was made under another version.
import { isPersonItem } from '../core/ledger.ts';
import { MINUTE } from '../core/timing.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, type Key, type Write, WriteRefused } from '../ports/table.ts';
import { decideWakeup, wake } from './wake.ts';

/**
 * A worker may know the version before for some seconds, and write what it decided by it as late as its timeout allows.
 * Only a round that begins after this proves that nobody is stale any more.
 */
const SETTLING = 2 * MINUTE;
/** One call wakes about this many people, and reads for this long, ms; the next goes on from there. */
const WOKEN = 5_000;
const READING = 20_000;

/** How far the walk has come. `step` is new with each write, so that of two walkers one stops. */
interface Walk {
  readonly step: string;
  readonly version: string;
  readonly publishedAt: number;
  /** When the present round began, whom it has found stale, and where it goes on. */
  readonly begunAt: number;
  readonly found: number;
  readonly cursor?: string;
}

function walkKey(tenant: string): Key {
  return { table: 'state', pk: `${tenant}#policy#walk`, sk: 'everybody' };
}

function walkItem(tenant: string, { cursor, ...walk }: Walk): Item {
  return { ...walkKey(tenant), fields: { ...walk, ...(cursor !== undefined && { cursor }) } };
}

/** Belongs into the transaction that publishes: a walk that goes on is begun anew. */
export function walkWrite({ settings, ids, clock }: Pipeline, version: string): Write {
  const now = clock.now();
  const walk = { step: ids.next(), version, publishedAt: now, begunAt: now, found: 0 };
  return { kind: 'put', item: walkItem(settings.tenant, walk) };
}

/**
 * Goes on with the walk: wakes people whose last decision was made under another version than the one published last; the
 * guard sees what they would lose by it. One read when nothing was published. Answers how many were woken.
 */
export async function wakeStale(ports: Pipeline): Promise<number> {
  const stored = await ports.table.get(walkKey(ports.settings.tenant));
  if (!stored) return 0;
  const walk = stored.fields as unknown as Walk;
  const next = await goOn(ports, walk);
  await note(ports, walk, next);
  if (next.woken > 0) ports.log.info('stale-people-woken', { version: walk.version, people: next.woken });
  return next.woken;
}

type Progress = Pick<Walk, 'found' | 'cursor'> & { readonly woken: number };

async function goOn(ports: Pipeline, { step, version, cursor: from, found }: Walk): Promise<Progress> {
  const until = ports.clock.now() + READING;
  let woken = 0;
  let cursor = from;
  do {
    const page = await ports.table.scan('state', cursor);
    const stale = page.items.filter((item) => isStale(ports, item, version));
    await wake(
      ports,
      stale.map(({ pk }) => decideWakeup(ports, pk.split('#')[2] ?? '', step)),
    );
    woken += stale.length;
    cursor = page.cursor;
  } while (cursor !== undefined && woken < WOKEN && ports.clock.now() < until);
  return { woken, found: found + woken, ...(cursor !== undefined && { cursor }) };
}

function isStale({ settings }: Pipeline, item: Item, version: string): boolean {
  return isPersonItem(settings.tenant, item) && item.fields.pol !== version;
}

/** A round that found nobody, late enough, ends the walk; any other is followed by one from the beginning. */
async function note(ports: Pipeline, walk: Walk, { found, cursor }: Progress): Promise<void> {
  const { settings, ids, clock, table } = ports;
  const { version, publishedAt, begunAt, step } = walk;
  const isOver = cursor === undefined && found === 0 && begunAt - publishedAt >= SETTLING;
  const when = { kind: 'equals', field: 'step', value: step } as const;
  const round = cursor === undefined ? { begunAt: clock.now(), found: 0 } : { begunAt, found, cursor };
  const next = { step: ids.next(), version, publishedAt, ...round };
  const write: Write = isOver
    ? { kind: 'delete', key: walkKey(settings.tenant), when }
    : { kind: 'put', item: walkItem(settings.tenant, next), when };
  try {
    await table.write([write]);
  } catch (error) {
    if (!(error instanceof WriteRefused)) throw error;
  }
}
