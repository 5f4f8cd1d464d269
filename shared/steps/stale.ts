// After a policy is published: a stored walk over all people, until nobody's last decision was made under another version.
import { fold } from '../core/fold.ts';
import { isPersonItem, personOf } from '../core/ledger.ts';
import { type VersionFor, versionFor } from '../core/policy/version-for.ts';
import { MINUTE } from '../core/timing.ts';
import type { InForce } from '../model/policy/in-force.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, WriteRefused } from '../ports/table.ts';
import { inForceKey, inForceOf } from './in-force.ts';
import { staleWakeup, wake } from './wake.ts';
import { type Walk, walkItem, walkKey, walkOf } from './walk.ts';

/**
 * A worker may know the version before for some seconds, and write what it decided by it as late as its timeout allows.
 * Only a round that begins after this proves that nobody is stale any more.
 */
const SETTLING = 2 * MINUTE;
/** One call wakes about this many people, and reads for this long, ms; the next goes on from there. */
const WOKEN = 5_000;
const READING = 20_000;

/** A walk over a company of a hundred thousand is over by then. */
const EXPECTED = 20 * MINUTE;

/**
 * Goes on with the walk: wakes people whose last decision was made under another version than the one for them; the
 * guard sees what they would lose by it. One read when there is nobody to walk. Answers how many were woken.
 */
export async function wakeStale(ports: Pipeline): Promise<number> {
  return (await walkOn(ports, await policyRows(ports))).woken;
}

/** What is in force and how far the walk after it is, at one moment. */
export interface PolicyRows {
  readonly inForce?: InForce;
  readonly walk?: Walk;
}

/** Both in one read. */
export async function policyRows(ports: Pipeline): Promise<PolicyRows> {
  const items = await ports.table.getMany([inForceKey(ports), walkKey(ports)]);
  const [row, walk] = [inForceKey(ports), walkKey(ports)].map(({ pk }) => items.find((item) => item.pk === pk));
  return { ...(row && { inForce: inForceOf(row) }), ...(walk && { walk: walkOf(walk) }) };
}

/** `lateSince`: when all should have been decided anew, where some may not be. */
export interface Walked {
  readonly woken: number;
  readonly lateSince?: number;
}

export async function walkOn(ports: Pipeline, { inForce, walk }: PolicyRows): Promise<Walked> {
  if (!inForce || !walk || walk.endedAt !== undefined) return { woken: 0 };
  const next = await goOn(ports, inForce, walk);
  await note(ports, walk, next);
  if (next.woken > 0) ports.log.info('stale-people-woken', { version: walk.version, people: next.woken });
  return { woken: next.woken, lateSince: walk.publishedAt + EXPECTED };
}

type Progress = Pick<Walk, 'found' | 'tried' | 'cursor'> & { readonly woken: number };

async function goOn(ports: Pipeline, inForce: InForce, { step, cursor: from, found, tried }: Walk): Promise<Progress> {
  const until = ports.clock.now() + READING;
  let [woken, onTrial, cursor] = [0, tried, from];
  do {
    const page = await ports.table.scan('state', cursor);
    const people = page.items.filter((item) => isPersonItem(ports.settings.tenant, item));
    const meant = people.map((item) => ({ item, ...versionForItem(ports, inForce, item) }));
    const stale = meant.filter(({ item, version }) => item.fields.pol !== version);
    await wake(
      ports,
      stale.map(({ item }) => staleWakeup(ports, idOf(item), { once: step, inForce: inForce.v })),
    );
    woken += stale.length;
    onTrial += meant.filter(({ rollOut }) => rollOut !== undefined).length;
    cursor = page.cursor;
  } while (cursor !== undefined && woken < WOKEN && ports.clock.now() < until);
  return { woken, found: found + woken, tried: onTrial, ...(cursor !== undefined && { cursor }) };
}

function versionForItem({ clock }: Pipeline, inForce: InForce, item: Item): VersionFor {
  const { pin } = item.fields;
  return versionFor(inForce, {
    id: idOf(item),
    ...(typeof pin === 'string' && { pin }),
    attributes: () => fold(personOf(item).facts, clock.now()).attributes,
  });
}

function idOf({ pk }: Item): string {
  return pk.split('#')[2] ?? '';
}

/** A round that found nobody, late enough, ends the walk; any other is followed by one from the beginning. */
async function note(ports: Pipeline, walk: Walk, progress: Progress): Promise<void> {
  const { ids, clock, table } = ports;
  const when = { kind: 'equals', field: 'step', value: walk.step } as const;
  const item = walkItem(ports, { ...nextOf(walk, progress, clock.now()), step: ids.next() });
  try {
    await table.write([{ kind: 'put', item, when }]);
  } catch (error) {
    if (!(error instanceof WriteRefused)) throw error;
  }
}

function nextOf({ cursor: from, ...walk }: Walk, { found, tried, cursor }: Progress, now: number): Walk {
  if (cursor !== undefined) return { ...walk, found, tried, cursor };
  const isOver = found === 0 && walk.begunAt - walk.publishedAt >= SETTLING;
  const round = { ...walk, stale: found, onTrial: tried };
  return isOver ? { ...round, endedAt: now } : { ...round, begunAt: now, found: 0, tried: 0 };
}
