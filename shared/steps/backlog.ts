// Work that waits for its target's pace: one row a person and target, in two lanes, drained by the target's pump.
import { dueAt } from '../core/inbox.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key } from '../ports/table.ts';
import { pumpWakeup, wake } from './wake.ts';

export type Lane = 'removals' | 'grants';

export interface BacklogRow {
  readonly key: Key;
  readonly lane: Lane;
  readonly person: string;
}

function partition(tenant: string, target: string, lane: Lane): string {
  return `${tenant}#b#${target}#${lane}`;
}

export interface Waiting {
  readonly person: string;
  readonly waiting: readonly { readonly target: string; readonly removal: boolean }[];
}

/** Puts rows before the write that leaves the targets open, so that none is forgotten; wakes the pumps. */
export async function putBacklog(ports: Pipeline, { person, waiting }: Waiting): Promise<void> {
  const { table, clock, settings } = ports;
  const now = clock.now();
  for (const { target, removal } of waiting) {
    const item: Item = {
      table: 'state',
      pk: partition(settings.tenant, target, removal ? 'removals' : 'grants'),
      sk: `${dueAt(now)}#${person}`,
      fields: {},
    };
    await table.write([{ kind: 'put', item }]);
  }
  const once = String(Math.floor(now / 10_000));
  await wake(
    ports,
    waiting.map(({ target }) => pumpWakeup(ports, target, once)),
  );
}

/** The oldest rows of a target, removals before grants. */
export async function oldestBacklog(
  { table, settings }: Pipeline,
  target: string,
  limit: number,
): Promise<readonly BacklogRow[]> {
  const removals = await table.query({ table: 'state', pk: partition(settings.tenant, target, 'removals'), limit });
  const left = limit - removals.items.length;
  const grants =
    left > 0
      ? await table.query({ table: 'state', pk: partition(settings.tenant, target, 'grants'), limit: left })
      : { items: [] };
  const rowOf =
    (lane: Lane) =>
    ({ table: name, pk, sk }: Item): BacklogRow => ({ key: { table: name, pk, sk }, lane, person: sk.slice(16) });
  return [...removals.items.map(rowOf('removals')), ...grants.items.map(rowOf('grants'))];
}

/** Forgets a row once its person shows nothing open at the target. */
export async function dropBacklog({ table }: Pipeline, { key }: BacklogRow): Promise<void> {
  await table.write([{ kind: 'delete', key }]);
}
