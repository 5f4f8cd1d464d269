// What a queue law needs: the sending port, a consumer, and a clock that may be virtual.
import { randomUUID } from 'node:crypto';
import type { Message, QueueName, Queues } from '../../shared/ports/queue.ts';

export interface ReceivedMessage {
  readonly receipt: string;
  readonly group: string;
  readonly body: Message['body'];
  readonly receiveCount: number;
}

export interface QueueSubject {
  readonly queues: Queues;
  /** Answers at once, with up to `max` messages. */
  readonly receive: (queue: QueueName, max: number) => Promise<readonly ReceivedMessage[]>;
  /** False when the receipt is stale. */
  readonly delete: (queue: QueueName, receipt: string) => Promise<boolean>;
  readonly release: (queue: QueueName, receipt: string) => Promise<boolean>;
  readonly deadLetters: (queue: QueueName) => Promise<readonly Message['body'][]>;
  /** Lets time pass: virtual where it can be, real where it must. */
  readonly pass: (ms: number) => Promise<void>;
  readonly visibilityMs: number;
  readonly maxReceives: number;
  /** True where the clock is virtual, so that five minutes cost nothing. */
  readonly isVirtual: boolean;
  /** True when a law before left messages in flight: then the next one waits for the visibility timeout. */
  readonly hasLeftovers: () => boolean;
}

/** The queue of the laws; each law empties it first. */
export const lawQueue: QueueName = 'apply';

export function aMessage(fields: Partial<Message> & { readonly group: string }): Message {
  return { queue: lawQueue, deduplicationId: randomUUID(), body: { n: 0 }, ...fields };
}

export function freshGroup(): string {
  return `law-${randomUUID()}`;
}

/** Receives until nothing is visible any more; the messages stay in flight. */
export async function receiveAll(subject: QueueSubject): Promise<readonly ReceivedMessage[]> {
  const all: ReceivedMessage[] = [];
  for (let calls = 0; calls < 500; calls++) {
    const some = await subject.receive(lawQueue, 10);
    if (some.length === 0) return all;
    all.push(...some);
  }
  throw new Error('the queue is never empty');
}

/** Receives and deletes until the queue is empty; the bodies' numbers in the order received. */
export async function drain(subject: QueueSubject): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (let calls = 0; calls < 500; calls++) {
    const some = await subject.receive(lawQueue, 10);
    if (some.length === 0) return numbers;
    for (const message of some) {
      numbers.push(Number(message.body.n));
      await subject.delete(lawQueue, message.receipt);
    }
  }
  throw new Error('the queue is never empty');
}

export async function sendNumbered(subject: QueueSubject, group: string, numbers: readonly number[]): Promise<void> {
  await subject.queues.send(numbers.map((n) => aMessage({ group, body: { n } })));
}
