// The list of differences is held to the truth in both directions.
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { mustFail } from './law.ts';
import { memoryQueueSubject } from './memory-subjects.ts';
import { peerDifferences } from './peer-differences.ts';
import { queueLaws } from './queue-laws.ts';

test('a law that holds although it stands among the differences is a failure', async () => {
  const listed = peerDifferences.elasticmq.queues ?? [];
  assert.ok(listed.length > 0);
  for (const { title } of listed) {
    const law = queueLaws.find((one) => one.title === title);
    assert.ok(law, `no law is called "${title}"`);
    await assert.rejects(mustFail(law.check(memoryQueueSubject()), title), /holds after all: remove it/);
  }
});

test('a law that its subject breaks is a difference as expected', async () => {
  await mustFail(
    Promise.resolve().then(() => assert.equal(1, 2)),
    'a law',
  );
});

test('a server that is down proves no difference', async () => {
  const refused = new Error('connect ECONNREFUSED');
  await assert.rejects(mustFail(Promise.reject(refused), 'a law'), refused);
});
