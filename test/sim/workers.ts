// What Lambda does for us: processes that wait for the next invocation, and queues that are polled into them.

import type { DecideWakeup } from '../../shared/model/wakeup.ts';
import type { Pipeline } from '../../shared/ports/pipeline.ts';
import type { QueueName } from '../../shared/ports/queue.ts';
import { apply } from '../../shared/steps/apply.ts';
import { decideWoken } from '../../shared/steps/decide.ts';
import { makePace, type Pace } from '../../shared/steps/pace.ts';
import { pump } from '../../shared/steps/pump.ts';
import { verify } from '../../shared/steps/verify.ts';
import type { Received } from '../memory/memory-queues.ts';
import { portsOf } from './ports.ts';
import { invoke, kill, newProcess, type Process, WORKER_TIMEOUT } from './process.ts';
import type { World } from './world.ts';

interface Worker {
  readonly process: Process;
  readonly ports: Pipeline;
  readonly pace: Pace;
}

export interface Workers {
  /** Runs a step in a process of that kind; `done` is not called when the process dies. */
  run(kind: string, invocation: Invocation): void;
  /** Looks into every queue soon. */
  poll(): void;
  /** Whatever runs dies. */
  killAll(why: string): void;
}

export interface Invocation {
  readonly what: string;
  readonly timeoutMs?: number;
  readonly work: (worker: { readonly ports: Pipeline; readonly pace: Pace }) => Promise<unknown>;
  readonly done?: (error: unknown) => void;
}

const queues: readonly QueueName[] = ['events-urgent', 'events', 'apply-urgent', 'apply', 'pump', 'verify'];

export function workersOf(world: World): Workers {
  const pools = new Map<string, Worker[]>();
  let names = 0;
  const idle = (kind: string): Worker => {
    const pool = pools.get(kind) ?? [];
    pools.set(kind, pool);
    const waiting = pool.find(({ process }) => process.state === 'idle');
    if (waiting) return waiting;
    const process = newProcess(world, `${kind}${++names}`);
    const ports = portsOf(process);
    const worker = { process, ports, pace: makePace(ports) };
    pool.push(worker);
    return worker;
  };
  const run: Workers['run'] = (kind, { what, timeoutMs = WORKER_TIMEOUT, work, done = () => undefined }) => {
    const worker = idle(kind);
    invoke(worker.process, { what, timeoutMs, work: () => work(worker) }, done);
  };
  const planned = new Set<QueueName>();
  const poll = (queue: QueueName, ms: number) => {
    if (planned.has(queue)) return;
    planned.add(queue);
    world.timeline.at(world.timeline.now() + ms, () => {
      planned.delete(queue);
      receive(world, { run, again: (wait) => poll(queue, wait) }, queue);
    });
  };
  return {
    run,
    killAll: (why) => {
      for (const { process } of [...pools.values()].flat()) if (process.state === 'running') kill(process, why);
    },
    poll: () => {
      for (const queue of queues) if (world.queues.size(queue) > 0) poll(queue, world.dice.between(1, 15));
    },
  };
}

interface Polling {
  readonly run: Workers['run'];
  readonly again: (ms: number) => void;
}

/** A batch goes to one process; what was worked is deleted when it returns, the rest becomes visible again in time. */
function receive(world: World, { run, again }: Polling, queue: QueueName): void {
  const batch = world.queues.receive(queue, world.dice.pick([1, 1, 3, 10]));
  if (batch.length === 0) {
    wait(world, again, queue);
    return;
  }
  const [kind = queue] = queue.split('-');
  const worked = new Set<string>();
  const what = `${queue} ${batch.map(({ message }) => message.deduplicationId.slice(0, 4)).join(' ')}`;
  const work: Invocation['work'] = (worker) => workBatch(worker, { queue, batch, worked });
  run(kind, {
    what,
    work,
    done: () => {
      for (const receipt of worked) world.queues.delete(receipt);
      again(world.dice.between(1, 15));
    },
  });
  world.timeline.at(world.timeline.now() + Math.max(1_000, world.mix.visibilityMs), () => again(1));
  if (world.dice.chance(world.mix.workTwice)) {
    world.counts.duplicates += 1;
    run(kind, { what: `${what} twice`, work: (worker) => workBatch(worker, { queue, batch, worked: new Set() }) });
  }
  again(world.dice.between(1, 15));
}

function wait(world: World, again: Polling['again'], queue: QueueName): void {
  const at = world.queues.size(queue) > 0 ? world.queues.nextVisibleAt() : undefined;
  if (at !== undefined) world.timeline.at(at, () => again(1));
}

interface Batch {
  readonly queue: QueueName;
  readonly batch: readonly Received[];
  readonly worked: Set<string>;
}

async function workBatch(
  { ports, pace }: Pick<Worker, 'ports' | 'pace'>,
  { queue, batch, worked }: Batch,
): Promise<void> {
  if (queue === 'verify') {
    await verify(ports, pace)(batch.map(({ message }) => String(message.body.person)));
    for (const { receipt } of batch) worked.add(receipt);
    return;
  }
  const groups = Map.groupBy(batch, ({ message }) => message.group);
  const outcomes = await Promise.allSettled([...groups.values()].map((group) => inOrder(group)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;

  async function inOrder(group: readonly Received[]): Promise<void> {
    for (const { message, receipt } of group) {
      await workOne({ ports, pace }, queue, message.body);
      worked.add(receipt);
    }
  }
}

async function workOne(
  { ports, pace }: Pick<Worker, 'ports' | 'pace'>,
  queue: QueueName,
  body: Received['message']['body'],
): Promise<void> {
  if (queue === 'events' || queue === 'events-urgent') await decideWoken(ports)(body as unknown as DecideWakeup);
  else if (queue === 'pump') await pump(ports, pace)({ target: String(body.target) });
  else await apply(ports, pace)({ person: String(body.person) });
}
