// After a policy is published: a stored walk over all people, until nobody's last decision was made under another version.
import { fold } from '../core/fold.ts';
import { isPersonItem, personOf } from '../core/ledger.ts';
import { versionFor } from '../core/policy/version-for.ts';
import { MINUTE } from '../core/timing.ts';
import type { InForce } from '../model/policy/in-force.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, type Write, WriteRefused } from '../ports/table.ts';
import { readInForce } from './in-force.ts';
import { decideWakeup, wake } from './wake.ts';
import { type Walk, walkItem, walkKey } from './walk.ts';

/**
 * A worker may know the version before for some seconds, and write what it decided by it as late as its timeout allows.
 * Only a round that begins after this proves that nobody is stale any more.
 */
const SETTLING = 2 * MINUTE;
/** One call wakes about this many people, and reads for this long, ms; the next goes on from there. */
const WOKEN = 5_000;
const READING = 20_000;

/**
 * Goes on with the walk: wakes people whose last decision was made under another version than the one for them; the
 * guard sees what they would lose by it. One read when nothing was published. Answers how many were woken.
 */
export async function wakeStale(ports: Pipeline): Promise<number> {
  const stored = await ports.table.get(walkKey(ports.settings.tenant));
  if (!stored) return 0;
  const walk = stored.fields as unknown as Walk;
  const inForce = await readInForce(ports);
  if (!inForce) return 0;
  const next = await goOn(ports, inForce, walk);
  await note(ports, walk, next);
  if (next.woken > 0) ports.log.info('stale-people-woken', { version: walk.version, people: next.woken });
  return next.woken;
}

type Progress = Pick<Walk, 'found' | 'cursor'> & { readonly woken: number };

async function goOn(ports: Pipeline, inForce: InForce, { step, cursor: from, found }: Walk): Promise<Progress> {
  const until = ports.clock.now() + READING;
  let woken = 0;
  let cursor = from;
  do {
    const page = await ports.table.scan('state', cursor);
    const stale = page.items.filter((item) => isStale(ports, inForce, item));
    await wake(
      ports,
      stale.map(({ pk }) => decideWakeup(ports, pk.split('#')[2] ?? '', step)),
    );
    woken += stale.length;
    cursor = page.cursor;
  } while (cursor !== undefined && woken < WOKEN && ports.clock.now() < until);
  return { woken, found: found + woken, ...(cursor !== undefined && { cursor }) };
}

function isStale({ settings, clock }: Pipeline, inForce: InForce, item: Item): boolean {
  if (!isPersonItem(settings.tenant, item)) return false;
  const { pin } = item.fields;
  const { version } = versionFor(inForce, {
    id: item.pk.split('#')[2] ?? '',
    ...(typeof pin === 'string' && { pin }),
    attributes: () => fold(personOf(item).facts, clock.now()).attributes,
  });
  return item.fields.pol !== version;
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
