// Plans that are being applied, at rest: who began it, and what became of each chunk, so that an apply that broke off goes on.
import type { PlanIndex } from '../model/saved-plan.ts';
import { ChunkEnd } from '../model/saved-plan.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item, Key } from '../ports/table.ts';
import { wholePartition } from './attention.ts';
import { recordDeed } from './deeds.ts';
import { putOnce } from './people.ts';

type Store = Pick<Pipeline, 'table' | 'settings'>;

export interface AppliedPlan {
  readonly hash: string;
  readonly index: PlanIndex;
}

function keyOf({ settings }: Store, hash: string, sk: string): Key {
  return { table: 'state', pk: `${settings.tenant}#applied#${hash}`, sk };
}

function chunkKey(store: Store, hash: string, chunk: number): Key {
  return keyOf(store, hash, `chunk#${String(chunk).padStart(6, '0')}`);
}

export async function isBegun(store: Store, hash: string): Promise<boolean> {
  return (await store.table.get(keyOf(store, hash, 'head'))) !== undefined;
}

/** Notes that it is begun, with its audit row; nothing where somebody else was faster. */
export async function begin(ports: Pipeline, { hash, index }: AppliedPlan, actor: string): Promise<void> {
  const item: Item = { ...keyOf(ports, hash, 'head'), fields: { by: actor, version: index.version } };
  const cause = `version ${index.version}, ${index.people} people, made by ${index.by}`;
  const put = { kind: 'put', item, when: { kind: 'absent' } } as const;
  await onceOnly(ports, item, () =>
    recordDeed(ports, { noun: 'plan', id: hash, actor, act: 'started', cause, with: [put], rounds: 3 }),
  );
}

/** Notes that nothing of it is left to do. */
export async function end(
  ports: Pipeline,
  { hash }: Pick<AppliedPlan, 'hash'>,
  { actor, cause }: { readonly actor: string; readonly cause: string },
): Promise<void> {
  const item: Item = { ...keyOf(ports, hash, 'end'), fields: { by: actor } };
  const put = { kind: 'put', item, when: { kind: 'absent' } } as const;
  await onceOnly(ports, item, () =>
    recordDeed(ports, { noun: 'plan', id: hash, actor, act: 'ended', cause, with: [put], rounds: 3 }),
  );
}

/** A row that is there is no failure. */
async function onceOnly({ table }: Store, key: Key, write: () => Promise<void>): Promise<void> {
  if (await table.get(key)) return;
  try {
    await write();
  } catch (error) {
    if (!(await table.get(key))) throw error;
  }
}

export async function chunkEnd(store: Store, hash: string, chunk: number): Promise<ChunkEnd | undefined> {
  const item = await store.table.get(chunkKey(store, hash, chunk));
  return item && endOf(item);
}

/** What became of a chunk; the first word stands. */
export async function noteChunk(store: Store, hash: string, { chunk, ended }: { chunk: number; ended: ChunkEnd }) {
  const fields = { end: JSON.stringify(ended) };
  await putOnce(store.table, { ...chunkKey(store, hash, chunk), fields });
}

/** What became of every chunk that is done, in order. */
export async function chunkEnds({ table, settings }: Store, hash: string): Promise<readonly ChunkEnd[]> {
  const items = await wholePartition(table, `${settings.tenant}#applied#${hash}`);
  return items.filter(({ sk }) => sk.startsWith('chunk#')).map(endOf);
}

function endOf({ fields }: Item): ChunkEnd {
  return ChunkEnd.parse(JSON.parse(String(fields.end)));
}
