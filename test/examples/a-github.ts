// GitHub's API as far as the comments of a pull request go, on this machine.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly token: string;
}

export const TOKEN = 'ghs_not-a-secret';

/** `comments` are there already; every answer has that status. Ends with the test. */
export async function aGitHub(comments: readonly object[], status = 200) {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    let body = '';
    for await (const chunk of request) body += chunk;
    sent.push({ method, path: url, body, token: headers.authorization ?? '' });
    const page = Number(new URL(url, 'http://x').searchParams.get('page') ?? 1);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(method === 'GET' ? comments.slice((page - 1) * 100, page * 100) : { id: 1 }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const of = { api: `http://127.0.0.1:${port}`, repository: 'acme/policy', number: 7, token: TOKEN };
  return { of, sent };
}
