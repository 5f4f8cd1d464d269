// Knows when the pipeline has nothing left to do, and brings read-backs forward that would only be waited for.
import { dueAt, dueShards } from '../../../shared/core/inbox.ts';
import { personOf } from '../../../shared/core/ledger.ts';
import { GRID, VERIFY_AFTER } from '../../../shared/core/timing.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { Item } from '../../../shared/ports/table.ts';
import type { Stage } from './stage.ts';
import { until } from './wait.ts';

/** Everything in the ledger's table that `wanted` picks. */
export async function scanned({ company }: Stage, wanted: (item: Item) => boolean): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await company.pipeline.table.scan('state', cursor);
    items.push(...page.items.filter(wanted));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}

/** All people of the ledger. */
export async function ledgerPeople(stage: Stage): Promise<readonly Person[]> {
  return (await scanned(stage, ({ sk, pk }) => sk === 'person' && pk.split('#')[1] === 'p')).map(personOf);
}

/** How many events and people somebody must still look at: the length of the due index. */
async function unfinished({ company, clock }: Stage): Promise<number> {
  const to = dueAt(clock.now() + 365 * 86_400_000);
  let keys = 0;
  for (const shard of dueShards(company.pipeline.settings.tenant)) {
    let cursor: string | undefined;
    do {
      const page = await company.pipeline.table.queryIndex({
        index: 'due',
        shard,
        to,
        limit: 100,
        ...(cursor && { cursor }),
      });
      keys += page.keys.length;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return keys;
}

/** Waits until no operation waits for a worker or is with one. */
export async function allApplied(stage: Stage, forSeconds: number): Promise<void> {
  await until({ what: 'all operations are applied', everyMs: 300, forSeconds }, async () => {
    const people = await ledgerPeople(stage);
    return people.every(({ standings }) =>
      Object.values(standings).every(({ state }) => state !== 'open' && state !== 'claimed'),
    );
  });
}

/**
 * Grants are read back a minute after they were applied, so that a target that shows old data is not believed. The demo does not
 * wait: when all is applied it sets the pipeline's clock ahead and runs the sweep. Answers how long the reading back took, ms.
 */
export async function readBack(stage: Stage, forSeconds = 120): Promise<number> {
  await allApplied(stage, forSeconds);
  stage.clock.skip(VERIFY_AFTER + GRID);
  await stage.company.run('sweep');
  const { tookMs } = await until(
    { what: 'all is read back', everyMs: 200, forSeconds },
    async () => (await unfinished(stage)) === 0,
  );
  return tookMs;
}
