// Amazon S3 as its API reference describes PutObject with `If-None-Match: *` and GetObject. Written from that page, so it proves our side only.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Fake {
  readonly url: string;
  /** Texts by path. */
  readonly objects: Map<string, string>;
  /** Loses the reply to the next write, after its effect. */
  loseNextReply(): void;
  stop(): Promise<void>;
}

const fault = (code: string) => `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`;

export async function startS3Fake(): Promise<S3Fake> {
  const objects = new Map<string, string>();
  let losing = false;
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const answer = (status: number, body = '') => {
      response.writeHead(status, { 'content-type': 'application/xml', etag: '"0"' }).end(body);
    };
    const there = objects.get(path);
    if (request.method === 'GET') return there === undefined ? answer(404, fault('NoSuchKey')) : answer(200, there);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (request.headers['if-none-match'] !== '*') return answer(400, fault('InvalidRequest'));
    if (there !== undefined) return answer(412, fault('PreconditionFailed'));
    objects.set(path, Buffer.concat(chunks).toString('utf8'));
    if (!losing) return answer(200);
    losing = false;
    response.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    loseNextReply: () => {
      losing = true;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
