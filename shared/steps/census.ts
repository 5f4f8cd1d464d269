// Counts the active people and the managed accounts, so that the guard's budgets follow the size of the company.
import { fold } from '../core/fold.ts';
import { COMPANY, type Counts, NO_TALLIES } from '../core/guard.ts';
import { personOf } from '../core/ledger.ts';
import { MINUTE } from '../core/timing.ts';
import type { Person } from '../model/person.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item } from '../ports/table.ts';
import { guardKey, guardWrite, talliesOf } from './guarded.ts';
import { countInbox, type InboxCount, sealedEnds, tellHour } from './hour-gauges.ts';
import { racing } from './people.ts';

/** After a mass import the heads are counted each minute for this long, ms: its people are decided one by one. */
const RECOUNTING = 10 * MINUTE;

/** Too many to count within a sweep: the hourly census will. */
async function forget(ports: Pipeline): Promise<undefined> {
  await racing(ports, async () => {
    const stored = await ports.table.get(guardKey(ports.settings.tenant));
    if (!stored) return;
    const { recount, ...tallies } = talliesOf(stored);
    await ports.table.write([guardWrite(ports.settings.tenant, { ...tallies, v: tallies.v + 1 })]);
  });
  return undefined;
}

/** Asks for a count with the next sweep. */
export async function wantRecount(ports: Pipeline): Promise<void> {
  await racing(ports, async () => {
    const stored = await ports.table.get(guardKey(ports.settings.tenant));
    const tallies = stored ? talliesOf(stored) : NO_TALLIES;
    await ports.table.write([
      guardWrite(ports.settings.tenant, { ...tallies, v: tallies.v + 1, recount: ports.clock.now() }),
    ]);
  });
}

/** Whether somebody asked for a count. */
export async function isRecountWanted({ table, settings }: Pipeline): Promise<boolean> {
  const stored = await table.get(guardKey(settings.tenant));
  return stored !== undefined && talliesOf(stored).recount !== undefined;
}

/** Headcounts by scope, the company and each target; undefined when there was not time enough by `until` (ms). */
export const census =
  (ports: Pipeline) =>
  async (until = Number.POSITIVE_INFINITY): Promise<Counts | undefined> => {
    const heads: { [scope: string]: number } = { [COMPANY]: 0 };
    const [at, sealed] = [ports.clock.now(), await sealedEnds(ports)];
    const inbox: InboxCount = { ended: 0, heard: new Map() };
    let cursor: string | undefined;
    do {
      const page = await ports.table.scan('state', cursor);
      countAll(ports, heads, page.items);
      for (const item of page.items) countInbox(inbox, item);
      cursor = page.cursor;
      if (ports.clock.now() > until) return forget(ports);
    } while (cursor !== undefined);
    await racing(ports, async () => {
      const stored = await ports.table.get(guardKey(ports.settings.tenant));
      const tallies = stored ? talliesOf(stored) : NO_TALLIES;
      const { recount, ...counted } = { ...tallies, v: tallies.v + 1, heads, countedAt: ports.clock.now() };
      const goesOn = recount !== undefined && ports.clock.now() - recount < RECOUNTING;
      await ports.table.write([guardWrite(ports.settings.tenant, goesOn ? { ...counted, recount } : counted)]);
    });
    ports.log.info('census', { people: heads[COMPANY] });
    await tellHour(ports, { at, sealed, ended: inbox.ended }, inbox);
    return heads;
  };

/** Headcounts of this moment, where one page of the store holds everything: a young company sees itself grow. Undefined for any other. */
export async function countNow(ports: Pipeline): Promise<Counts | undefined> {
  const page = await ports.table.scan('state');
  if (page.cursor !== undefined) return undefined;
  const heads: { [scope: string]: number } = { [COMPANY]: 0 };
  countAll(ports, heads, page.items);
  return heads;
}

function countAll({ settings, clock }: Pipeline, heads: { [scope: string]: number }, items: readonly Item[]): void {
  for (const item of items)
    if (item.sk === 'person' && item.pk.startsWith(`${settings.tenant}#p#`)) count(heads, personOf(item), clock.now());
}

function count(heads: { [scope: string]: number }, person: Person, now: number): void {
  if (fold(person.facts, now).status === 'active') heads[COMPANY] = (heads[COMPANY] ?? 0) + 1;
  for (const [target, { wish }] of Object.entries(person.standings))
    if (wish.account === 'active') heads[target] = (heads[target] ?? 0) + 1;
}
