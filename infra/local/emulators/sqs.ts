// SQS for the laptop: fauxqs, put together from its parts so that it listens on 127.0.0.1 and not everywhere, answers
// nothing but SQS, and commits to SQLite without a disk flush for each message.
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { buildApp } from 'fauxqs';
import type { Emulator } from './aws-json-server.ts';

export interface QueueDescription {
  /** Ends in `.fifo`. */
  readonly name: string;
  readonly visibilitySeconds: number;
  readonly deadLetter?: { readonly name: string; readonly maxReceives: number };
}

export interface SqsOptions {
  readonly dataDir: string;
  readonly port?: number;
  readonly queues: readonly QueueDescription[];
}

export interface SqsEmulator extends Emulator {
  /** The URL of each queue, dead-letter queues included, by name. */
  readonly queueUrls: { readonly [name: string]: string };
}

interface FauxQueue {
  setAttributes(attributes: { readonly [name: string]: string }): void;
  persistence?: unknown;
}

interface FauxStore {
  getQueueByName(name: string): FauxQueue | undefined;
  createQueue(name: string, url: string, arn: string, attributes: { readonly [name: string]: string }): FauxQueue;
  allQueues(): Iterable<FauxQueue>;
  persistence?: unknown;
}

interface FauxPersistence {
  readonly db: { exec(sql: string): void; prepare(sql: string): { run(id: string): void } };
  updateMessageReady(id: string): void;
  loadSqsAndSns(sqs: FauxStore, sns: unknown): void;
  close(): void;
}

type BuildStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

const account = '000000000000';
const arnOf = (name: string) => `arn:aws:sqs:us-east-1:${account}:${name}`;

/** Starts on what `dataDir` holds and makes the queues that are missing. */
export async function startSqs(options: SqsOptions): Promise<SqsEmulator> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const parts = await fauxqsParts(options.dataDir);
  const { sqs, sns, s3, persistence } = parts;
  const app = buildApp({
    logger: false,
    stores: { sqsStore: sqs, snsStore: sns, s3Store: s3 } as unknown as BuildStores,
  });
  app.addHook('onRequest', async (request, reply) => {
    const isSqs = request.method === 'POST' && request.headers['content-type'] === 'application/x-amz-json-1.0';
    const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '');
    if (!isSqs || !isLocal) await reply.code(403).send({ __type: 'AccessDenied' });
  });
  app.addHook('onClose', async () => persistence.close());
  (app.server as Server).keepAliveTimeout = 600_000;
  const url = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  const names = options.queues.flatMap(({ name, deadLetter }) => (deadLetter ? [deadLetter.name, name] : [name]));
  const queueUrls = Object.fromEntries(names.map((name) => [name, `${url}/${account}/${name}`]));
  for (const queue of options.queues) ensureQueue(sqs, queue, queueUrls);
  return { url, queueUrls, stop: () => app.close() };
}

/** What fauxqs' own `startFauxqs` puts together, without its listening on 0.0.0.0 (dist/app.js of 2.4.1). */
async function fauxqsParts(dataDir: string) {
  const part = async (path: string) => (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as unknown;
  const { SqsStore } = (await part('sqs/sqsStore.js')) as { SqsStore: new () => FauxStore };
  const { SnsStore } = (await part('sns/snsStore.js')) as { SnsStore: new () => unknown };
  const { S3Store } = (await part('s3/s3Store.js')) as { S3Store: new () => unknown };
  const { PersistenceManager } = (await part('persistence.js')) as {
    PersistenceManager: new (dir: string) => FauxPersistence;
  };
  const [sqs, sns, s3, persistence] = [new SqsStore(), new SnsStore(), new S3Store(), new PersistenceManager(dataDir)];
  // A write-ahead log without a flush for each commit outlives kill -9; only a power cut could take the last messages.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  // Its own version of this writes NULL into a NOT NULL column: a released message would be stuck until a restart.
  const ready = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (id) => ready.run(id);
  persistence.loadSqsAndSns(sqs, sns);
  sqs.persistence = persistence;
  for (const queue of sqs.allQueues()) queue.persistence = persistence;
  return { sqs, sns, s3, persistence };
}

function ensureQueue(store: FauxStore, queue: QueueDescription, urls: { readonly [name: string]: string }): void {
  const { name, deadLetter } = queue;
  if (deadLetter) ensureQueue(store, { name: deadLetter.name, visibilitySeconds: 30 }, urls);
  const attributes = {
    VisibilityTimeout: String(queue.visibilitySeconds),
    ...(deadLetter
      ? {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: arnOf(deadLetter.name),
            maxReceiveCount: deadLetter.maxReceives,
          }),
        }
      : {}),
  };
  const existing = store.getQueueByName(name);
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'false' };
  if (existing) existing.setAttributes(attributes);
  else store.createQueue(name, urls[name] ?? '', arnOf(name), { ...attributes, ...fifo });
}
