// A process made to be killed: runs the queues in itself, sends, receives and deletes, telling each acknowledgement on stdout.
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { startEmbeddedQueues } from '../embedded-subjects.ts';

const [dataDir = ''] = process.argv.slice(2);
const { subject } = await startEmbeddedQueues(dataDir);

async function send(): Promise<never> {
  for (;;) {
    const ids = Array.from({ length: 4 }, () => randomUUID());
    await subject.queues.send(ids.map((id) => ({ queue: 'events', group: id, deduplicationId: id, body: { id } })));
    writeSync(1, ids.map((id) => `sent ${id}\n`).join(''));
  }
}

async function consume(): Promise<never> {
  for (;;)
    for (const { receipt, body } of await subject.receive('events', 2)) {
      writeSync(1, `deleting ${body.id}\n`);
      await subject.delete('events', receipt);
      writeSync(1, `deleted ${body.id}\n`);
    }
}

writeSync(1, 'ready\n');
await Promise.all([send(), send(), consume()]);
