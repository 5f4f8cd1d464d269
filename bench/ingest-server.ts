// One HTTP server of the ingest benchmark, in a process of its own: `node bench/ingest-server.ts ours|bare|fastify` prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { startGateway } from '../infra/local/gateway.ts';
import { http } from '../shared/lambda/http.ts';
import type { RawReply } from '../shared/ports/source.ts';
import { accept } from '../shared/steps/accept.ts';
import { acceptBench } from '../test/steps/accept-bench.ts';

const { pipeline } = acceptBench({ now: () => Date.now() });
const take = accept(pipeline);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function ours(): Promise<number> {
  const handler = http(({ parameters, request }) => take({ source: parameters.source ?? '', request }), silent);
  const server = await startGateway({
    port: 0,
    routes: [{ methods: ['POST'], path: '/hooks/{source}', handler: (event) => handler(event, {}) }],
  });
  return (server.address() as AddressInfo).port;
}

async function bare(): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request as { headers: { [name: string]: string | undefined } };
      void take({ source: 'hr', request: { method: 'POST', headers, body: Buffer.concat(chunks) } }).then(
        (reply: RawReply) => {
          response.writeHead(reply.status, reply.headers);
          response.end(reply.body);
        },
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function withFastify(): Promise<number> {
  const app = fastify();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/hooks/:source', async (request, reply) => {
    const headers = request.headers as { [name: string]: string | undefined };
    const answer = await take({ source: 'hr', request: { method: 'POST', headers, body: request.body as Buffer } });
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .send(answer.body);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

const servers: { readonly [kind: string]: () => Promise<number> } = { ours, bare, fastify: withFastify };
const start = servers[process.argv[2] ?? ''];
if (!start) throw new Error('ours, bare or fastify');
console.log(await start());
