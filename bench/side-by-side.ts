// A company in virtual time whose queues are polled side by side, as many pollers as the topology has, each a process with tokens of its own.
import { topology } from '../infra/topology.ts';
import type { QueueName } from '../shared/ports/queue.ts';
import type { Company } from '../test/builders/a-company.ts';
import { functionsOf } from '../test/builders/company-workers.ts';

/** Wakes those who wait at a queue. */
export interface Bells {
  ring(queue: QueueName): void;
  next(queue: QueueName): Promise<void>;
}

export function bells(): Bells {
  const waiting = new Map<QueueName, PromiseWithResolvers<void>>();
  return {
    ring(queue) {
      waiting.get(queue)?.resolve();
      waiting.delete(queue);
    },
    next(queue) {
      const known = waiting.get(queue) ?? Promise.withResolvers<void>();
      waiting.set(queue, known);
      return known.promise;
    },
  };
}

const MINUTE = 60_000;
const polled = topology.functions.flatMap(({ triggers }) =>
  triggers.flatMap((trigger) => (trigger.kind === 'queue' ? [trigger] : [])),
);

/** Everything runs until the answer is called; it resolves when all have ended. The company's queues must ring the bells at each send. */
export function sideBySide(company: Company, bell: Bells): () => Promise<void> {
  const { pipeline, queues, clock } = company;
  let isOver = false;
  const poll = async ({ queue, batch }: (typeof polled)[number]) => {
    const work = functionsOf(pipeline)[queue];
    while (!isOver) {
      const messages = queues.receive(queue, batch);
      if (messages.length === 0) {
        await bell.next(queue);
        continue;
      }
      for (const [position, error] of (await work(messages)).entries())
        if (error) company.failures.push({ queue, error });
        else queues.delete(messages[position]?.receipt ?? '');
      company.metrics.flush();
      // The next one of the same group may be received now.
      bell.ring(queue);
    }
  };
  const sweeps = async () => {
    while (!isOver) {
      await clock.sleep(MINUTE);
      company.printed.splice(0);
      await company.sweepOnly();
      for (const { queue } of polled) bell.ring(queue);
    }
  };
  const all = [
    sweeps(),
    ...polled.flatMap((trigger) => Array.from({ length: trigger.concurrency }, () => poll(trigger))),
  ];
  return async () => {
    isOver = true;
    for (const { queue } of polled) bell.ring(queue);
    await Promise.all(all);
  };
}
