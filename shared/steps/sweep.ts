// Every minute: whoever is due in the index gets a wake-up again. Reads the index and those who are due, nothing else.

import { isReadable } from '../core/confirm.ts';
import { dueAt, dueShards, inboxRow, inboxWakeup } from '../core/inbox.ts';
import { personOf } from '../core/ledger.ts';
import { takesAway } from '../core/verify.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Message } from '../ports/queue.ts';
import type { Item, Key } from '../ports/table.ts';
import { oldestBacklog } from './backlog.ts';
import { census, isRecountWanted } from './census.ts';
import { type OldestWork, olderOf, tellMinute, workOfPerson, workOfRow } from './gauges.ts';
import { startAnomalous } from './reconcile-start.ts';
import { tendPlans } from './release.ts';
import { applyWakeup, decideWakeup, pumpWakeup, verifyWakeup } from './wake.ts';
import { tendPolicy } from './watch.ts';

/** What a sweep found: for the log and the metrics. */
export interface Swept {
  readonly events: number;
  readonly people: number;
  readonly pumps: number;
}

const PAGE = 100;
/** How long a sweep may count heads, ms; a larger company is counted by the hourly census alone. */
const COUNTING = 20_000;

/** Sends a fresh wake-up for every due inbox row, person and backlog. Its messages never share a deduplication id with older ones. */
export const sweep = (ports: Pipeline) => async (): Promise<Swept> => {
  const round = ports.ids.next();
  let oldest: OldestWork = {};
  const found = { events: 0, people: 0, pumps: 0 };
  for (const shard of dueShards(ports.settings.tenant)) {
    for await (const items of dueItems(ports, shard)) {
      const understood = items.flatMap((item) => understand(ports, item, round));
      const messages = understood.flatMap(({ wakeups }) => wakeups);
      oldest = understood.reduce((all, { work }) => olderOf(all, work), oldest);
      found.events += items.filter(isInbox).length;
      found.people += items.filter((item) => !isInbox(item)).length;
      if (messages.length > 0) await ports.queues.send(messages);
    }
  }
  const pumps = await pumpsToWake(ports, round);
  if (pumps.length > 0) await ports.queues.send(pumps);
  const plans = await tendPlans(ports);
  const { lateSince } = await tendPolicy(ports);
  await tellMinute(ports, { oldest, plans, ...(lateSince !== undefined && { lateSince }) });
  await startAnomalous(ports);
  if (await isRecountWanted(ports)) await census(ports)(ports.clock.now() + COUNTING);
  ports.log.info('swept', { ...found, pumps: pumps.length });
  return { ...found, pumps: pumps.length };
};

/** The index is read to its present end; what it shows is read again, since it may lag. */
async function* dueItems({ table, clock }: Pipeline, shard: string): AsyncGenerator<readonly Item[]> {
  const to = dueAt(clock.now());
  let cursor: string | undefined;
  do {
    const page = await table.queryIndex({
      index: 'due',
      shard,
      to,
      limit: PAGE,
      ...(cursor !== undefined && { cursor }),
    });
    if (page.keys.length > 0)
      yield await table.getMany(page.keys.map(({ table: name, pk, sk }): Key => ({ table: name, pk, sk })));
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function isInbox({ pk }: Item): boolean {
  return pk.split('#')[1] === 'in';
}

interface Understood {
  readonly wakeups: readonly Message[];
  readonly work: OldestWork;
}

/** One item that cannot be read keeps nobody else waiting. */
function understand(ports: Pipeline, item: Item, round: string): readonly Understood[] {
  try {
    return item.index === undefined ? [] : [understoodItem(ports, item, round)];
  } catch (error) {
    ports.log.error('item-not-understood', { pk: item.pk, name: error instanceof Error ? error.name : 'unknown' });
    return [];
  }
}

function understoodItem(ports: Pipeline, item: Item, round: string): Understood {
  if (!isInbox(item)) {
    const person = personOf(item);
    return { wakeups: wakeupsOf(ports, person, round), work: workOfPerson(person) };
  }
  const row = inboxRow(item);
  const { sha256 } = ports.digest;
  const wakeups = row.end === undefined ? [inboxWakeup(row, sha256(`${round}#${row.event}`), sha256)] : [];
  return { wakeups, work: workOfRow(row) };
}

/** A person may be due for several reasons at once. */
function wakeupsOf(ports: Pipeline, person: Person, round: string): readonly Message[] {
  const now = ports.clock.now();
  const standings = Object.values(person.standings);
  const open = standings.some(({ state }) => state === 'open' || state === 'claimed');
  const urgent = standings.some((standing) => standing.state === 'open' && takesAway(standing));
  return [
    ...(person.nextFact !== undefined && person.nextFact <= now ? [decideWakeup(ports, person.id, round)] : []),
    ...(open ? [applyWakeup(ports, person.id, { urgent, once: round })] : []),
    ...(Object.keys(person.standings).some((target) => isReadable(person, target, now))
      ? [verifyWakeup(ports, person.id, round)]
      : []),
  ];
}

async function pumpsToWake(ports: Pipeline, round: string): Promise<readonly Message[]> {
  const targets = Object.keys(ports.settings.targets);
  const waiting = await Promise.all(
    targets.map(async (target) => ((await oldestBacklog(ports, target, 1)).length > 0 ? [target] : [])),
  );
  return waiting.flat().map((target) => pumpWakeup(ports, target, round));
}
