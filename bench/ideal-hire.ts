// The ideal beside us: the least that turns a signed hire into eight durable accounts, over the same stores. No policy, no guard, no retries.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { CALL_MS, type RealStores, SECRET } from './real-stores.ts';

const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
const item = (sk: string, fields = {}) => ({ table: 'state' as const, pk: 'ideal', sk, fields });

/** Inbox row, message, one transaction, all targets side by side, one write of the outcome. */
export async function idealPipeline(stores: RealStores, count: number, done: (person: string) => void) {
  const QueueUrl = stores.urls['events-urgent'];
  const stopping = new AbortController();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = request.headers;
    const expected = `v1,${createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')}`;
    const isOurs =
      expected.length === given?.length && timingSafeEqual(Buffer.from(expected), Buffer.from(String(given)));
    if (!isOurs) return void response.writeHead(401).end();
    const person = String(JSON.parse(body.toString()).data.id);
    await stores.table.write([
      { kind: 'put', item: item(`in#${id}`, { body: body.toString() }), when: { kind: 'absent' } },
    ]);
    const message = { MessageBody: person, MessageGroupId: person, MessageDeduplicationId: String(id) };
    await stores.sqs.send(new SendMessageCommand({ QueueUrl, ...message }));
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const workers = Array.from({ length: 3 }, () => work({ stores, count, done }, stopping.signal));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      stopping.abort();
      server.closeAllConnections();
      server.close();
      await Promise.all(workers);
    },
  };
}

interface Work {
  readonly stores: RealStores;
  readonly count: number;
  readonly done: (person: string) => void;
}

async function work({ stores, count, done }: Work, signal: AbortSignal): Promise<void> {
  const QueueUrl = stores.urls['events-urgent'];
  while (!signal.aborted) {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 8, MaxNumberOfMessages: 10 });
    const { Messages = [] } = await stores.sqs.send(receive, { abortSignal: signal }).catch(() => ({ Messages: [] }));
    for (const { Body: person = '', ReceiptHandle } of Messages) {
      await stores.table.write([
        { kind: 'put', item: item(`p#${person}`, { state: 'open' }), when: { kind: 'absent' } },
        { kind: 'put', item: { ...item(`a#${person}`), table: 'audit' }, when: { kind: 'absent' } },
      ]);
      const call = async () => {
        await new Promise((resolve) => setTimeout(resolve, CALL_MS));
        done(`hr-${person}`);
      };
      await Promise.all(Array.from({ length: count }, call));
      await stores.table.write([{ kind: 'put', item: item(`p#${person}`, { state: 'applied' }) }]);
      await stores.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
