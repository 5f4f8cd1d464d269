// The last good snapshot of a source: who was in it and a digest of what it said of each, in chunks.
import type { Sanity, SnapshotMemory } from '../core/snapshot.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Condition, Item, Key } from '../ports/table.ts';
import { wholePartition } from './attention.ts';
import { racing } from './people.ts';

const CHUNK = 4_000;

/** By person's id in the source: a short digest of the statement. */
export type Remembered = ReadonlyMap<string, string>;

function key({ settings }: Pipeline, source: string, sk: string): Key {
  return { table: 'state', pk: `${settings.tenant}#snapshot#${source}`, sk };
}

/** What taking a file in came to, for whoever sends it again because the answer was lost. */
export interface LastImport {
  /** Names what the file said. */
  readonly file: string;
  /** When it was taken in, ms. */
  readonly at: number;
  readonly mark: string;
  readonly changed: number;
  readonly fresh: number;
  readonly missing: number;
  readonly left: number;
  readonly sanity: Sanity;
  /** The hash of the plan of those who are missing. */
  readonly plan?: string;
}

interface Head extends SnapshotMemory {
  /** Which chunks are its own. */
  readonly generation: string;
  readonly last?: LastImport;
}

export interface Memory {
  readonly memory: SnapshotMemory;
  readonly people: Remembered;
  readonly last?: LastImport;
}

function headOf(item: Item | undefined): Head | undefined {
  return item && (JSON.parse(String(item.fields.memory)) as Head);
}

/** Undefined when no snapshot of the source was ever taken in. */
export async function recall(ports: Pipeline, source: string): Promise<Memory | undefined> {
  const items = await wholePartition(ports.table, key(ports, source, '').pk);
  const memory = headOf(items.find(({ sk }) => sk === 'head'));
  if (!memory) return undefined;
  const chunks = items.filter(({ sk }) => sk.startsWith(`${memory.generation}#`));
  return {
    memory,
    ...(memory.last && { last: memory.last }),
    people: new Map(chunks.flatMap(({ fields }) => JSON.parse(String(fields.people)) as [string, string][])),
  };
}

/**
 * Replaces what is remembered: new chunks, then the head that points at them, then the chunks of the head before go. Of two at once
 * the one taken later stays; the other's chunks go again.
 */
export async function remember(ports: Pipeline, source: string, { memory, people, last }: Memory): Promise<void> {
  const generation = ports.ids.next();
  const entries = [...people];
  for (let start = 0; start < entries.length; start += CHUNK) {
    const sk = `${generation}#${String(start / CHUNK).padStart(4, '0')}`;
    const fields = { people: JSON.stringify(entries.slice(start, start + CHUNK)) };
    await ports.table.write([{ kind: 'put', item: { ...key(ports, source, sk), fields } }]);
  }
  await forgetChunks(
    ports,
    source,
    await racing(ports, () => pointAt(ports, source, { ...memory, generation, ...(last && { last }) })),
  );
}

/** Makes this the head unless one taken later is there. The generation that nobody points at any more. */
async function pointAt(ports: Pipeline, source: string, next: Head): Promise<string | undefined> {
  const headKey = key(ports, source, 'head');
  const before = headOf(await ports.table.get(headKey));
  if (before && before.takenAt > next.takenAt) return next.generation;
  const item = { ...headKey, fields: { memory: JSON.stringify(next), generation: next.generation } };
  const when: Condition = before
    ? { kind: 'equals', field: 'generation', value: before.generation }
    : { kind: 'absent' };
  await ports.table.write([{ kind: 'put', item, when }]);
  return before?.generation;
}

async function forgetChunks(ports: Pipeline, source: string, generation: string | undefined): Promise<void> {
  if (generation === undefined) return;
  const items = await wholePartition(ports.table, key(ports, source, '').pk);
  for (const { sk } of items.filter((item) => item.sk.startsWith(`${generation}#`)))
    await ports.table.write([{ kind: 'delete', key: key(ports, source, sk) }]);
}
