// A batch of FIFO messages: each person's in order, people side by side, and only what was not done comes back.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { batch, type QueueRecord } from '../../shared/lambda/batch.ts';
import type { Log } from '../../shared/ports/runtime.ts';

const Wakeup = z.object({ person: z.string(), n: z.number() });

function records(...messages: readonly (readonly [string, number] | string)[]): readonly QueueRecord[] {
  return messages.map((message, index) => ({
    messageId: `m${index}`,
    body: typeof message === 'string' ? message : JSON.stringify({ person: message[0], n: message[1] }),
    attributes: { MessageGroupId: typeof message === 'string' ? 'odd' : message[0], ApproximateReceiveCount: '1' },
  }));
}

function aLog() {
  const lines: string[] = [];
  const write = (event: string, fields?: object) => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
  return { log: { info: write, warn: write, error: write } satisfies Log, lines };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('what fails comes back with all that follows it of the same person, and nobody else', async () => {
  const worked: string[] = [];
  const handler = batch(
    Wakeup,
    async ({ person, n }) => {
      await tick();
      if (person === 'ada' && n === 2) throw new Error('target down');
      worked.push(`${person}${n}`);
    },
    aLog().log,
  );
  const reply = await handler({ Records: records(['ada', 1], ['bob', 1], ['ada', 2], ['ada', 3], ['bob', 2]) });
  expect(reply.batchItemFailures).toEqual([{ itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }]);
  expect(worked.sort()).toEqual(['ada1', 'bob1', 'bob2']);
});

test('a batch in which everything fails is answered, not thrown', async () => {
  const handler = batch(Wakeup, () => Promise.reject(new Error('x')), aLog().log);
  expect((await handler({ Records: records(['ada', 1], ['bob', 1]) })).batchItemFailures).toHaveLength(2);
});

test('for any batch and any failures, no message runs before an earlier one of its person, and none is lost', async () => {
  const message = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean(), fc.nat(2));
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 10 }), async (messages) => {
      const ran: number[] = [];
      const done: number[] = [];
      const handler = batch(
        Wakeup,
        async ({ n }) => {
          ran.push(n);
          for (let wait = messages[n]?.[2] ?? 0; wait > 0; wait--) await tick();
          if (messages[n]?.[1]) throw new Error('x');
          done.push(n);
        },
        aLog().log,
      );
      const reply = await handler({ Records: records(...messages.map(([person], n) => [person, n] as const)) });
      const back = reply.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier.slice(1)));
      expect([...back, ...done].sort((a, b) => a - b)).toEqual(messages.map((_, n) => n));
      for (const person of ['a', 'b', 'c']) {
        const own = messages.flatMap(([name], n) => (name === person ? [n] : []));
        const failed = own.find((n) => messages[n]?.[1]) ?? Number.POSITIVE_INFINITY;
        expect(ran.filter((n) => own.includes(n))).toEqual(own.filter((n) => n <= failed));
      }
    }),
    { numRuns: 200 },
  );
});

test('people are worked side by side', async () => {
  let running = 0;
  let most = 0;
  const handler = batch(
    Wakeup,
    async () => {
      most = Math.max(most, ++running);
      await tick();
      running -= 1;
    },
    aLog().log,
  );
  await handler({ Records: records(['a', 1], ['b', 1], ['c', 1], ['a', 2]) });
  expect(most).toBe(3);
});

test('a message that is no wake-up is let go, logged without its body, and does not block its group', async () => {
  const { log, lines } = aLog();
  const worked: number[] = [];
  const handler = batch(Wakeup, async ({ n }) => void worked.push(n), log);
  const reply = await handler({ Records: records('{"canary":1}', 'canary', '{"person":"a","n":7}') });
  expect(reply.batchItemFailures).toEqual([]);
  expect(worked).toEqual([7]);
  expect(lines).toEqual(['message-not-understood {"messageId":"m0"}', 'message-not-understood {"messageId":"m1"}']);
});

test('a failure is logged by its name, never by its text', async () => {
  const { log, lines } = aLog();
  const handler = batch(Wakeup, () => Promise.reject(new RangeError('canary')), log);
  await handler({ Records: records(['ada', 1]) });
  expect(lines).toEqual(['message-failed {"messageId":"m0","name":"RangeError","received":1}']);
});
