// Events that no decision can take in: put off with growing waits, then parked; at once refused where their source is gone.
import { dueAt, dueShard, type InboxAddress, type InboxRow, inboxKey, inboxRow } from '../core/inbox.ts';
import { MINUTE, onGrid } from '../core/timing.ts';
import type { EventEnd } from '../model/event.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import { type Item, type Write, WriteRefused } from '../ports/table.ts';
import { endedEventWrites, eventWrite } from './attention-rows.ts';
import { recordDeed } from './deeds.ts';

/** Decisions that fail, over about three hours, before the event parks. */
const ATTEMPTS = 16;

type Read = { readonly item: Item; readonly row: InboxRow };

async function openRows({ table }: Pipeline, addresses: readonly InboxAddress[]): Promise<readonly Read[]> {
  const items = await table.getMany(addresses.map(inboxKey));
  return items.map((item) => ({ item, row: inboxRow(item) })).filter(({ row }) => row.end === undefined);
}

/** Ends events of a source that the settings do not name any more. */
export async function refuseOrphans(ports: Pipeline, addresses: readonly InboxAddress[]): Promise<void> {
  for (const read of await openRows(ports, addresses))
    await end(ports, read, { end: 'refused', cause: 'source removed from the settings' });
}

/**
 * A decision about these events failed: they come back later, listed for the operators, or park; at once where it is larger
 * than the store can ever take.
 */
export async function putOff(ports: Pipeline, addresses: readonly InboxAddress[], error: unknown): Promise<void> {
  const isTooLarge = error instanceof WriteRefused;
  const name = isTooLarge ? 'too large' : error instanceof Error ? error.name : 'unknown';
  const cause = `decision failed: ${name}`;
  for (const read of await openRows(ports, addresses)) {
    if (isTooLarge || read.row.tries + 1 >= ATTEMPTS) await end(ports, read, { end: 'parked', cause });
    else await later(ports, read, cause);
  }
  ports.log.error('event-undecided', { source: addresses[0]?.source, name });
}

async function later(ports: Pipeline, { item, row }: Read, cause: string): Promise<void> {
  const { table, clock, digest } = ports;
  const at = onGrid(clock.now() + Math.min(15 * MINUTE, MINUTE * 2 ** Math.min(row.tries, 10)));
  const index = { shard: dueShard(row.tenant, item.pk, digest.sha256), at: dueAt(at) };
  const put: Write = {
    kind: 'put',
    item: { ...item, fields: { ...item.fields, tries: row.tries + 1, cause, listed: 1 }, index },
    when: { kind: 'equals', field: 'tries', value: row.tries },
  };
  await table.write([put, eventWrite(ports, row, { state: 'waiting', cause })]);
}

async function end(
  ports: Pipeline,
  { item, row }: Read,
  { end: word, cause }: { end: EventEnd; cause: string },
): Promise<void> {
  const { index, ...rest } = item;
  const fields = { ...item.fields, tries: row.tries + 1, end: word, cause };
  const ended: Write = {
    kind: 'put',
    item: { ...rest, fields },
    when: { kind: 'equals', field: 'tries', value: row.tries },
  };
  await recordDeed(ports, {
    noun: 'source',
    id: row.source,
    actor: 'system',
    act: 'ended',
    cause,
    events: [{ id: row.event, end: word }],
    with: [ended, ...endedEventWrites(ports, row, { end: word, cause })],
  });
}
