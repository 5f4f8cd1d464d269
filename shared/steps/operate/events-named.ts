// Events by the id in the vendor's delivery log: those that wait or were parked. What has ended is found by its own id alone.
import { dueAt, dueShards } from '../../core/inbox.ts';
import { DAY } from '../../core/timing.ts';
import { vendorName } from '../../core/trace.ts';
import { vendorIdOf } from '../../core/vendor-id.ts';
import type { Pipeline } from '../../ports/pipeline.ts';
import { attention } from '../attention.ts';

/** Index pages of one question, a hundred rows each: with more than that waiting, the id of one event is no help. */
const PAGES = 100;
/** Nothing is due later, ms from now. */
const AHEAD = 400 * DAY;

/** `source:vendorId` as our ids have it: what does not fit into a key stands there by its digest. */
export function asNamed({ digest }: Pick<Pipeline, 'digest'>, name: string): string {
  const [, source, id] = /^([^:]+):(.+)$/s.exec(name) ?? [];
  return source === undefined || id === undefined ? name : `${source}:${vendorIdOf(id, digest)}`;
}

/** Ids in Frontdesk, one for each person that the delivery spoke of. */
export async function eventsNamed(ports: Pipeline, name: string): Promise<readonly string[]> {
  const wanted = asNamed(ports, name);
  const parked = (await attention(ports)).events.map(({ event }) => event);
  const all = [...parked, ...(await waitingEvents(ports))];
  return [...new Set(all.filter((event) => vendorName(event) === wanted))];
}

async function waitingEvents({ table, settings, clock }: Pipeline): Promise<readonly string[]> {
  const to = dueAt(clock.now() + AHEAD);
  const events: string[] = [];
  let pages = 0;
  for (const shard of dueShards(settings.tenant)) {
    let cursor: string | undefined;
    do {
      const page = await table.queryIndex({
        ...{ index: 'due', shard, to, limit: 100 },
        ...(cursor !== undefined && { cursor }),
      });
      events.push(...page.keys.filter(({ pk }) => pk.split('#')[1] === 'in').map(({ sk }) => sk));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== undefined && pages < PAGES);
  }
  return events;
}
