// A process made to be killed: runs the store in itself and writes transactions, telling each acknowledged one on stdout.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { startDynamoIn, tableAt } from '../embedded-subjects.ts';
import { aKey, anItem, isAbsent, put } from '../table-subject.ts';

const [dataDir = ''] = process.argv.slice(2);
const emulator = await startDynamoIn(dataDir);
const table = tableAt(emulator.url);

/** Three items over two tables and both indexes, large enough that a torn write would show. */
async function writeOne(id: string): Promise<void> {
  const text = 'x'.repeat(20_000);
  await table.write([
    put(anItem(aKey(`kill#${id}`, 'state'), { id, text }, { shard: 'kill', at: id }), isAbsent),
    put(anItem(aKey(`kill#${id}`, 'twin'), { id, text }), isAbsent),
    put(anItem(aKey(`kill#${id}`, 'row', 'audit'), { id, text }, { shard: 'kill', at: id }), isAbsent),
  ]);
  writeSync(1, `${id}\n`);
}

/** A plain write that moves an item within its index: the item and its entry must agree afterwards. */
async function moveOne(worker: number, at: string): Promise<void> {
  await table.write([put(anItem(aKey(`move#${worker}`, 'state'), { at }, { shard: 'move', at }))]);
}

async function work(worker: number): Promise<never> {
  for (;;) {
    await writeOne(randomUUID());
    await moveOne(worker, randomUUID());
  }
}

writeSync(1, 'ready\n');
await Promise.all([0, 1, 2, 3].map(work));
