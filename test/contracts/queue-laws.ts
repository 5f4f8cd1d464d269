// Laws of the queues: Amazon SQS FIFO as the steps rely on it, and as they must survive it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Law } from './law.ts';
import { aMessage, drain, freshGroup, lawQueue, type QueueSubject, receiveAll, sendNumbered } from './queue-subject.ts';

const minute = 60_000;

const sendingLaws: readonly Law<QueueSubject>[] = [
  {
    title: 'what is sent is received, with its group and its body',
    async check(subject) {
      const group = freshGroup();
      const body = { text: 'é "x"', n: 7, yes: true };
      await subject.queues.send([aMessage({ group, body })]);
      const [received, ...others] = await receiveAll(subject);
      assert.deepEqual(others, []);
      assert.equal(received?.group, group);
      assert.deepEqual(received?.body, body);
      assert.equal(received?.receiveCount, 1);
      await subject.delete(lawQueue, received?.receipt as string);
      assert.deepEqual(await receiveAll(subject), []);
    },
  },
  {
    title: 'more than ten messages in one call all arrive, each group in its own order',
    async check(subject) {
      const groups = [freshGroup(), freshGroup(), freshGroup()];
      const messages = Array.from({ length: 36 }, (_, n) => aMessage({ group: groups[n % 3] as string, body: { n } }));
      await subject.queues.send(messages);
      const numbers = await drain(subject);
      assert.equal(numbers.length, 36);
      for (const rest of [0, 1, 2]) {
        const own = numbers.filter((n) => n % 3 === rest);
        assert.deepEqual(
          own,
          own.toSorted((left, right) => left - right),
        );
      }
    },
  },
  {
    title: 'messages go to the queue they name',
    async check(subject) {
      const group = freshGroup();
      await subject.queues.send([
        aMessage({ group, body: { n: 1 } }),
        aMessage({ group, queue: 'pump', body: { n: 2 } }),
      ]);
      assert.deepEqual(await drain(subject), [1]);
      const [pumped] = await subject.receive('pump', 10);
      assert.deepEqual(pumped?.body, { n: 2 });
      await subject.delete('pump', pumped?.receipt as string);
    },
  },
  {
    title: 'sending nothing sends nothing',
    async check(subject) {
      await subject.queues.send([]);
      assert.deepEqual(await receiveAll(subject), []);
    },
  },
  {
    title: 'a message over 256 KB, or with ids that no queue takes, is refused and not sent',
    async check(subject) {
      const group = freshGroup();
      const big = aMessage({ group, body: { text: 'x'.repeat(256 * 1024) } });
      await assert.rejects(subject.queues.send([big]));
      await assert.rejects(subject.queues.send([aMessage({ group: 'g'.repeat(129) })]));
      await assert.rejects(subject.queues.send([aMessage({ group, deduplicationId: 'with space' })]));
      await assert.rejects(subject.queues.send([aMessage({ group, deduplicationId: '' })]));
      assert.deepEqual(await receiveAll(subject), []);
      const large = aMessage({ group, body: { text: 'x'.repeat(100 * 1024) } });
      await subject.queues.send([large, ...[1, 2, 3].map(() => ({ ...large, deduplicationId: randomUUID() }))]);
      assert.equal((await drain(subject)).length, 4);
    },
  },
];

const groupLaws: readonly Law<QueueSubject>[] = [
  {
    title: 'a group with a message in flight is not received again until that message is done',
    async check(subject) {
      const [busy, free] = [freshGroup(), freshGroup()];
      await sendNumbered(subject, busy, [1]);
      const [first] = await receiveAll(subject);
      await sendNumbered(subject, busy, [2]);
      await sendNumbered(subject, free, [3]);
      const meanwhile = await receiveAll(subject);
      assert.deepEqual(
        meanwhile.map((message) => message.body.n),
        [3],
      );
      await subject.delete(lawQueue, first?.receipt as string);
      await subject.delete(lawQueue, meanwhile[0]?.receipt as string);
      assert.deepEqual(await drain(subject), [2]);
    },
  },
  {
    title: 'a released message comes again first, before the later ones of its group, and is counted',
    async check(subject) {
      const group = freshGroup();
      await sendNumbered(subject, group, [1]);
      const [first] = await receiveAll(subject);
      await sendNumbered(subject, group, [2]);
      await subject.release(lawQueue, first?.receipt as string);
      const [again] = await subject.receive(lawQueue, 1);
      assert.deepEqual([again?.body.n, again?.receiveCount], [1, 2]);
      await subject.delete(lawQueue, again?.receipt as string);
      assert.deepEqual(await drain(subject), [2]);
    },
  },
  {
    title: 'one receive call may bring several messages of a group, in order',
    async check(subject) {
      await sendNumbered(subject, freshGroup(), [1, 2, 3]);
      const some = await subject.receive(lawQueue, 10);
      assert.deepEqual(
        some.map((message) => message.body.n),
        [1, 2, 3],
      );
    },
  },
];

const timeLaws: readonly Law<QueueSubject>[] = [
  {
    title: 'a message that nobody deletes comes back after the visibility timeout, before the later ones of its group',
    async check(subject) {
      await sendNumbered(subject, freshGroup(), [1, 2]);
      await subject.receive(lawQueue, 1);
      await subject.pass(subject.visibilityMs + 100);
      const [again] = await subject.receive(lawQueue, 1);
      assert.deepEqual([again?.body.n, again?.receiveCount], [1, 2]);
      await subject.delete(lawQueue, again?.receipt as string);
      assert.deepEqual(await drain(subject), [2]);
    },
  },
  {
    title: 'an old receipt neither deletes nor releases a message that somebody else has received since',
    async check(subject) {
      await sendNumbered(subject, freshGroup(), [1, 2]);
      const [first] = await subject.receive(lawQueue, 1);
      await subject.release(lawQueue, first?.receipt as string);
      const [second] = await subject.receive(lawQueue, 1);
      await subject.release(lawQueue, first?.receipt as string);
      assert.deepEqual(await receiveAll(subject), []);
      await subject.delete(lawQueue, first?.receipt as string);
      await subject.release(lawQueue, second?.receipt as string);
      assert.deepEqual(await drain(subject), [1, 2]);
    },
  },
  {
    title: 'whoever deletes too late is told',
    async check(subject) {
      await sendNumbered(subject, freshGroup(), [1]);
      const [late] = await subject.receive(lawQueue, 1);
      await subject.pass(subject.visibilityMs + 100);
      assert.equal(await subject.delete(lawQueue, late?.receipt as string), false);
      assert.deepEqual(await drain(subject), [1]);
    },
  },
  {
    title: 'a message received too often goes to the dead letters, and its group goes on without it',
    async check(subject) {
      const group = freshGroup();
      const poison = Math.floor(Math.random() * 1e9);
      await sendNumbered(subject, group, [poison]);
      for (let count = 1; count <= subject.maxReceives; count++) {
        const [message] = await subject.receive(lawQueue, 1);
        assert.deepEqual([message?.body.n, message?.receiveCount], [poison, count]);
        await subject.release(lawQueue, message?.receipt as string);
      }
      await sendNumbered(subject, group, [2]);
      assert.deepEqual(await drain(subject), [2]);
      const dead = await subject.deadLetters(lawQueue);
      assert.equal(dead.filter((body) => body.n === poison).length, 1);
    },
  },
  {
    title: 'a second message with the same deduplication id is swallowed, also after the first was deleted',
    async check(subject) {
      const group = freshGroup();
      const message = aMessage({ group, body: { n: 1 } });
      await subject.queues.send([message]);
      await subject.queues.send([{ ...message, body: { n: 2 } }]);
      assert.deepEqual(await drain(subject), [1]);
      await subject.queues.send([{ ...message, body: { n: 3 } }]);
      assert.deepEqual(await drain(subject), []);
      await subject.queues.send([{ ...message, deduplicationId: randomUUID() }]);
      assert.deepEqual(await drain(subject), [1]);
    },
  },
  {
    title: 'two messages of one call with the same deduplication id are one',
    async check(subject) {
      const message = aMessage({ group: freshGroup(), body: { n: 1 } });
      await subject.queues.send([message, { ...message, body: { n: 2 } }]);
      assert.deepEqual(await drain(subject), [1]);
    },
  },
  {
    title: 'groups do not swallow each other: the same deduplication id counts within its group only',
    async check(subject) {
      const message = aMessage({ group: freshGroup(), body: { n: 1 } });
      await subject.queues.send([message, { ...message, group: freshGroup() }]);
      assert.equal((await drain(subject)).length, 2);
    },
  },
];

/** Laws that wait for minutes: only under a virtual clock. */
export const queueWindowLaws: readonly Law<QueueSubject>[] = [
  {
    title: 'the deduplication window is five minutes, no longer and no shorter',
    async check(subject) {
      const message = aMessage({ group: freshGroup(), body: { n: 1 } });
      await subject.queues.send([message]);
      assert.deepEqual(await drain(subject), [1]);
      await subject.pass(5 * minute - 1);
      await subject.queues.send([message]);
      assert.deepEqual(await drain(subject), []);
      await subject.pass(1);
      await subject.queues.send([message]);
      assert.deepEqual(await drain(subject), [1]);
    },
  },
];

export const queueLaws: readonly Law<QueueSubject>[] = [...sendingLaws, ...groupLaws, ...timeLaws].map(startingEmpty);

/** A law begins with empty queues, so that one that fails does not take others with it. */
function startingEmpty(law: Law<QueueSubject>): Law<QueueSubject> {
  return {
    ...law,
    async check(subject) {
      await drainAfterTimeout(subject);
      await law.check(subject);
    },
  };
}

async function drainAfterTimeout(subject: QueueSubject): Promise<void> {
  await drain(subject);
  if (!subject.hasLeftovers()) return;
  await subject.pass(subject.visibilityMs + 100);
  await drain(subject);
}
