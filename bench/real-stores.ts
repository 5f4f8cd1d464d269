// The pipeline over the embedded emulators and the real SDK clients, with targets that take 20 ms a call.
import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type Route, startGateway } from '../infra/local/gateway.ts';
import { startPolling } from '../infra/local/poller.ts';
import { dynamoTable } from '../shared/aws/dynamo-table.ts';
import { localMasterKey } from '../shared/aws/master-key.ts';
import { sqsQueues } from '../shared/aws/sqs-queues.ts';
import { vault } from '../shared/aws/vault.ts';
import { batch } from '../shared/lambda/batch.ts';
import { http } from '../shared/lambda/http.ts';
import { Policy } from '../shared/model/policy/policy.ts';
import { Settings } from '../shared/model/settings.ts';
import { DecideWakeup, PersonWakeup } from '../shared/model/wakeup.ts';
import type { Connection } from '../shared/ports/adapter.ts';
import type { Pipeline } from '../shared/ports/pipeline.ts';
import type { QueueName } from '../shared/ports/queue.ts';
import { standardWebhooks } from '../shared/sources/standard-webhooks/index.ts';
import { accept } from '../shared/steps/accept.ts';
import { apply } from '../shared/steps/apply.ts';
import { decideWoken } from '../shared/steps/decide.ts';
import { makePace } from '../shared/steps/pace.ts';
import { publishPolicy, readActivePolicy, readPolicyVersion } from '../shared/steps/policies.ts';
import { paperTarget } from '../test/builders/paper-target.ts';
import {
  localClients,
  sqsName,
  startDynamoIn,
  startSqsIn,
  tableNames,
  temporaryFolder,
} from '../test/contracts/embedded-subjects.ts';

export const CALL_MS = 20;
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const QUEUES: readonly QueueName[] = ['events', 'events-urgent', 'apply', 'apply-urgent', 'pump', 'verify'];

const clock: Pipeline['clock'] = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  deadline: (ms) => AbortSignal.timeout(ms),
};
const ids = { next: () => randomUUID().replaceAll('-', '').slice(0, 26), random: () => Math.random() };
const digest = { sha256: (text: string) => createHash('sha256').update(text).digest('hex') };

/** Emulators in folders that go when it is closed. */
export async function realStores() {
  const folders = [temporaryFolder(), temporaryFolder()] as const;
  const [dynamo, sqs] = await Promise.all([startDynamoIn(folders[0].path), startSqsIn(folders[1].path)]);
  const clients = localClients({ dynamo: dynamo.url, sqs: sqs.url });
  const urls = Object.fromEntries(QUEUES.map((queue) => [queue, sqs.queueUrls[sqsName(queue)] ?? '']));
  return {
    table: dynamoTable({ ...clients.dynamo, names: tableNames }),
    sqs: clients.sqs,
    urls: urls as { readonly [queue in QueueName]: string },
    async close() {
      await Promise.all([dynamo.stop(), sqs.stop()]);
      for (const folder of folders) folder.remove();
    },
  };
}

export type RealStores = Awaited<ReturnType<typeof realStores>>;

/** Everybody has an account and a group at each of `targets`. */
function policyOf(targets: readonly string[]): Policy {
  const entitlements = Object.fromEntries(targets.map((target) => [target, ['group:all']]));
  return Policy.parse({
    roles: { all: { owner: 'it', risk: 'low', description: 'everybody', entitlements } },
    rules: [{ id: 'everybody', when: { attributes: { userName: { exists: true } } }, roles: ['all'] }],
    mappings: Object.fromEntries(targets.map((target) => [target, { userName: '{userName}' }])),
  });
}

/** A target without limits whose every call takes `CALL_MS`; `done` hears of each change that was made. */
function slowTarget(done: (person: string) => void): Connection {
  const { connection } = paperTarget({ clock, ids, digest, log: silent }, {});
  return {
    ...connection,
    apply: async (request) => {
      const [outcome] = await Promise.all([connection.apply(request), clock.sleep(CALL_MS)]);
      done(request.change.ref.person);
      return outcome;
    },
  };
}

/** The real functions behind a webhook and queues. `done` hears of each change at a target. */
export async function ourPipeline(stores: RealStores, count: number, done: (person: string) => void) {
  const names = Array.from({ length: count }, (_, at) => `t${at}`);
  const settings = Settings.parse({
    tenant: 'acme',
    sources: { hr: { vendor: 'standard-webhooks', people: 'hr', owns: ['*'] } },
    targets: Object.fromEntries(names.map((name) => [name, { adapter: 'paper', secret: 's' }])),
  });
  const targets = new Map(names.map((name) => [name, slowTarget(done)]));
  const queues = sqsQueues({ client: stores.sqs, urls: stores.urls });
  const metrics = { add: () => undefined };
  const base = { settings, table: stores.table, queues, clock, ids, digest, log: silent, metrics };
  const configured = {
    source: standardWebhooks,
    settings: { ...settings.sources.hr, config: standardWebhooks.config.parse({}) } as never,
    secrets: async () => [SECRET],
    credentials: async () => [],
  };
  await publishPolicy(base as never, policyOf(names), { actor: 'alpha' });
  const active = await readActivePolicy(base);
  const pipeline: Pipeline = {
    ...base,
    workflows: { start: async () => undefined },
    vault: vault({ table: stores.table, master: localMasterKey(new Uint8Array(32).fill(7)), clock }),
    activePolicy: async () => active,
    policyVersion: (version) =>
      version === active.base.version ? Promise.resolve(active.base) : readPolicyVersion(base, version),
    source: (name) => (name === 'hr' ? configured : undefined),
    target: (name) => targets.get(name),
  };
  return running(stores, pipeline);
}

/** Its webhook listens and its queues are polled. */
async function running(stores: RealStores, pipeline: Pipeline) {
  const pace = makePace(pipeline);
  const take = accept(pipeline);
  const server = await listening(
    http(({ parameters, request }) => take({ source: parameters.source ?? '', request }), silent),
  );
  const poll = (queue: QueueName, handler: ReturnType<typeof batch>) =>
    startPolling({
      client: stores.sqs,
      queueUrl: stores.urls[queue],
      queue,
      batch: 10,
      concurrency: 3,
      handler,
      onError: console.error,
    });
  const pollers = [
    poll('events', batch(DecideWakeup, decideWoken(pipeline), silent)),
    poll('apply', batch(PersonWakeup, apply(pipeline, pace), silent)),
  ];
  return {
    url: server.url,
    async close() {
      server.close();
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

async function listening(take: ReturnType<typeof http>) {
  const handler: Route['handler'] = (event) => take(event, {});
  const server = await startGateway({ port: 0, routes: [{ methods: ['POST'], path: '/hooks/{source}', handler }] });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/hr`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
