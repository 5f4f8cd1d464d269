// Lambda for the laptop: the topology's functions behind their routes, queues and schedules, in this one process.
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Settings } from '../../shared/model/settings.ts';
import { pathsOf } from '../addresses.ts';
import { type FunctionSpec, type Topology, topology } from '../topology.ts';
import { type Route, startGateway } from './gateway.ts';
import {
  type APIGatewayProxyEventV2,
  type APIGatewayProxyStructuredResultV2,
  lambdaContext,
  type SqsBatchResponse,
  type SqsEvent,
} from './lambda-events.ts';
import { startPolling } from './poller.ts';

type Handler = (event: unknown, context: ReturnType<typeof lambdaContext>) => Promise<unknown>;

/** A laptop needs fewer workers than a company; the order within a person is the queue's work anyway. */
const MOST_WORKERS = 3;

/** How long a stop waits for batches under way, ms. What it leaves comes back, as after any death of a worker. */
const GRACE_MS = 500;

export interface Runtime {
  readonly port: number;
  readonly settings: Settings;
  readonly sqs: SQSClient;
  readonly queueUrl: (queue: string) => string;
  readonly onError: (where: string, error: unknown) => void;
}

interface Loaded {
  readonly described: FunctionSpec;
  readonly invoke: (event: unknown) => Promise<unknown>;
}

/** Starts all triggers. `run` invokes a function now, as its schedule or a workflow's state would. */
export async function startRuntime(runtime: Runtime, spec: Topology = topology) {
  const functions: readonly Loaded[] = await Promise.all(
    spec.functions.map(async (described) => ({ described, invoke: await load(described) })),
  );
  const gateway: Server = await startGateway({
    port: runtime.port,
    routes: functions.flatMap((each) => routesOf(runtime, each)),
  });
  const pollers = functions.flatMap((loaded) => pollersOf(runtime, loaded));
  const timers = functions.flatMap((loaded) => timersOf(runtime, loaded));
  return {
    async run(name: string, event: unknown = {}): Promise<unknown> {
      return functions.find(({ described }) => described.name === name)?.invoke(event);
    },
    async stop(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      gateway.closeAllConnections();
      gateway.close();
      await Promise.race([Promise.all(pollers.map((poller) => poller.stop())), sleep(GRACE_MS)]);
    },
  };
}

function routesOf({ settings }: Runtime, { described, invoke }: Loaded): readonly Route[] {
  const handler = (event: APIGatewayProxyEventV2) => invoke(event) as Promise<APIGatewayProxyStructuredResultV2>;
  return described.triggers.flatMap((trigger) =>
    trigger.kind === 'http' ? pathsOf(trigger, settings).map((path) => ({ ...trigger, path, handler })) : [],
  );
}

function pollersOf({ sqs, queueUrl, onError }: Runtime, { described, invoke }: Loaded) {
  const handler = (event: SqsEvent) => invoke(event) as Promise<SqsBatchResponse>;
  return described.triggers.flatMap((trigger) => {
    if (trigger.kind !== 'queue') return [];
    const { queue, batch } = trigger;
    const concurrency = Math.min(trigger.concurrency, MOST_WORKERS);
    return [
      startPolling({
        client: sqs,
        queueUrl: queueUrl(queue),
        queue,
        batch,
        concurrency,
        handler,
        onError: (error) => onError(queue, error),
      }),
    ];
  });
}

function timersOf({ onError }: Runtime, { described, invoke }: Loaded): readonly NodeJS.Timeout[] {
  return described.triggers.flatMap((trigger) =>
    trigger.kind === 'schedule'
      ? [
          everyMinutes(
            trigger.everyMinutes,
            () => invoke({}),
            (error) => onError(described.name, error),
          ),
        ]
      : [],
  );
}

async function load(described: FunctionSpec): Promise<(event: unknown) => Promise<unknown>> {
  const { handler } = (await import(`../../functions/${described.entry}`)) as { handler: Handler };
  return (event) => handler(event, lambdaContext(described.name, described.timeoutSeconds));
}

/** One run at a time: a schedule that is still running skips its next turn. */
function everyMinutes(minutes: number, run: () => Promise<unknown>, onError: (error: unknown) => void): NodeJS.Timeout {
  let running = false;
  return setInterval(() => {
    if (running) return;
    running = true;
    void run()
      .catch(onError)
      .finally(() => {
        running = false;
      });
  }, minutes * 60_000);
}
