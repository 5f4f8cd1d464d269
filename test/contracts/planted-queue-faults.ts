// Queues that are wrong in one way each: the laws of the queues must notice every one.
import { randomUUID } from 'node:crypto';
import type { Message } from '../../shared/ports/queue.ts';
import { memoryQueueSubject } from './memory-subjects.ts';
import type { PlantedFault } from './planted-fault.ts';
import { lawQueue, type QueueSubject } from './queue-subject.ts';

type Wrap = (inner: QueueSubject) => Partial<QueueSubject>;

function planted(name: string, wrap: Wrap, inner: QueueSubject = memoryQueueSubject()): PlantedFault<QueueSubject> {
  return { name, subject: { ...inner, ...wrap(inner) } };
}

/** Rewrites the list of messages before it is sent. */
function sending(
  name: string,
  change: (messages: readonly Message[]) => readonly Message[],
): PlantedFault<QueueSubject> {
  return planted(name, (inner) => ({ queues: { send: (messages) => inner.queues.send(change(messages)) } }));
}

/** Receives under a group that hides the original one, and gives the original back. */
function hidingGroups(name: string, hide: (message: Message) => Message): PlantedFault<QueueSubject> {
  return planted(name, (inner) => ({
    queues: {
      send: (messages) =>
        inner.queues.send(
          messages.map((message) => ({ ...hide(message), body: { ...message.body, group: message.group } })),
        ),
    },
    receive: async (queue, max) =>
      (await inner.receive(queue, max)).map(({ body: { group, ...body }, ...message }) => ({
        ...message,
        body,
        group: String(group),
      })),
  }));
}

function rememberingForever(): PlantedFault<QueueSubject> {
  const seen = new Set<string>();
  return planted('the deduplication window never ends', (inner) => ({
    queues: {
      async send(messages) {
        const fresh = messages.filter((message) => !seen.has(message.group + message.deduplicationId));
        for (const message of fresh) seen.add(message.group + message.deduplicationId);
        await inner.queues.send(fresh);
      },
    },
  }));
}

/** Receipts that go on working after somebody else has received the message. */
function immortalReceipts(): PlantedFault<QueueSubject> {
  const latest = new Map<string, string>();
  const nameOf = new Map<string, string>();
  return planted('an old receipt stands for the message', (inner) => ({
    async receive(queue, max) {
      const messages = await inner.receive(queue, max);
      for (const { receipt, group, body } of messages) {
        nameOf.set(receipt, group + JSON.stringify(body));
        latest.set(group + JSON.stringify(body), receipt);
      }
      return messages;
    },
    delete: (queue, receipt) => inner.delete(queue, latest.get(nameOf.get(receipt) ?? '') ?? receipt),
    release: (queue, receipt) => inner.release(queue, latest.get(nameOf.get(receipt) ?? '') ?? receipt),
  }));
}

function resendingReleases(): PlantedFault<QueueSubject> {
  const open = new Map<string, Message>();
  return planted('a released message goes to the end of its group as a new one', (inner) => ({
    async receive(queue, max) {
      const messages = await inner.receive(queue, max);
      for (const { receipt, group, body } of messages)
        open.set(receipt, { queue, group, body, deduplicationId: randomUUID() });
      return messages;
    },
    async release(queue, receipt) {
      const message = open.get(receipt);
      const isOurs = await inner.delete(queue, receipt);
      if (isOurs && message) await inner.queues.send([message]);
      return isOurs;
    },
  }));
}

export const plantedQueueFaults: readonly PlantedFault<QueueSubject>[] = [
  sending('only the first ten messages are sent', (messages) => messages.slice(0, 10)),
  sending('messages are sent in the wrong order', (messages) => messages.toReversed()),
  sending('all messages go to one queue', (messages) => messages.map((message) => ({ ...message, queue: lawQueue }))),
  sending('deduplication is off', (messages) =>
    messages.map((message) => ({ ...message, deduplicationId: randomUUID() })),
  ),
  sending('bodies lose their numbers', (messages) =>
    messages.map((message) => ({ ...message, body: { text: String(message.body.text) } })),
  ),
  planted('sending nothing sends a message', (inner) => ({
    queues: {
      send: (messages) =>
        inner.queues.send(
          messages.length > 0 ? messages : [{ queue: lawQueue, group: 'g', deduplicationId: randomUUID(), body: {} }],
        ),
    },
  })),
  planted('a failed send says nothing', (inner) => ({
    queues: { send: (messages) => inner.queues.send(messages).catch(() => {}) },
  })),
  hidingGroups('groups are not exclusive', (message) => ({ ...message, group: randomUUID() })),
  hidingGroups('all groups are one', (message) => ({
    ...message,
    group: 'one',
    deduplicationId: message.deduplicationId,
  })),
  planted('one message a call', (inner) => ({ receive: (queue) => inner.receive(queue, 1) })),
  planted('the visibility timeout never ends', () => ({ pass: async () => {} })),
  planted('nothing ever goes to the dead letters', () => ({}), {
    ...memoryQueueSubject({ settings: { apply: { visibilityMs: 5_000, maxReceives: 1_000 } } }),
    maxReceives: 3,
  }),
  planted('dead letters are thrown away', () => ({ deadLetters: async () => [] })),
  planted('deduplication is within the queue', () => ({}), memoryQueueSubject({ deduplicationScope: 'queue' })),
  planted('a delete always says that it was in time', (inner) => ({
    delete: async (queue, receipt) => (await inner.delete(queue, receipt)) || true,
  })),
  rememberingForever(),
  immortalReceipts(),
  resendingReleases(),
];
