// The last good snapshot of a source: who was in it and a digest of what it said of each, in chunks.
import type { SnapshotMemory } from '../core/snapshot.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key } from '../ports/table.ts';
import { wholePartition } from './attention.ts';

const CHUNK = 4_000;

/** By person's id in the source: a short digest of the statement. */
export type Remembered = ReadonlyMap<string, string>;

function key({ settings }: Pipeline, source: string, sk: string): Key {
  return { table: 'state', pk: `${settings.tenant}#snapshot#${source}`, sk };
}

/** Undefined when no snapshot of the source was ever taken in. */
export async function recall(
  ports: Pipeline,
  source: string,
): Promise<{ memory: SnapshotMemory; people: Remembered } | undefined> {
  const items = await wholePartition(ports.table, key(ports, source, '').pk);
  const head = items.find(({ sk }) => sk === 'head');
  if (!head) return undefined;
  const memory = JSON.parse(String(head.fields.memory)) as SnapshotMemory & { generation: string };
  const chunks = items.filter(({ sk }) => sk.startsWith(`${memory.generation}#`));
  return {
    memory,
    people: new Map(chunks.flatMap(({ fields }) => JSON.parse(String(fields.people)) as [string, string][])),
  };
}

/** Replaces what is remembered: new chunks, then the head that points at them, then the old chunks go. */
export async function remember(
  ports: Pipeline,
  source: string,
  { memory, people }: { memory: SnapshotMemory; people: Remembered },
): Promise<void> {
  const generation = ports.ids.next();
  const before = await wholePartition(ports.table, key(ports, source, '').pk);
  const entries = [...people];
  for (let start = 0; start < entries.length; start += CHUNK) {
    const sk = `${generation}#${String(start / CHUNK).padStart(4, '0')}`;
    await ports.table.write([
      {
        kind: 'put',
        item: { ...key(ports, source, sk), fields: { people: JSON.stringify(entries.slice(start, start + CHUNK)) } },
      },
    ]);
  }
  await ports.table.write([
    {
      kind: 'put',
      item: { ...key(ports, source, 'head'), fields: { memory: JSON.stringify({ ...memory, generation }) } },
    },
  ]);
  for (const { sk } of before.filter((item) => item.sk !== 'head'))
    await ports.table.write([{ kind: 'delete', key: key(ports, source, sk) }]);
}
