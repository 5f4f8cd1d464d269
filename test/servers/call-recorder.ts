// Stands between deployed functions and the emulator, and writes down which function asked for what, as CloudTrail would.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as send } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface RecordedCall {
  /** What the SDK was told to say it works for: the function's name. */
  readonly application: string;
  /** `DynamoDB.GetItem`, or `PUT` for S3. */
  readonly action: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
}

export interface CallRecorder {
  readonly endpoint: string;
  readonly calls: readonly RecordedCall[];
  stop(): Promise<void>;
}

interface Behind {
  readonly cert: string;
  readonly key: string;
  /** Of the emulator on 127.0.0.1. */
  readonly port: number;
}

export async function startCallRecorder({ cert, key, port }: Behind): Promise<CallRecorder> {
  const calls: RecordedCall[] = [];
  const server = createServer({ cert, key }, (request, response) => {
    void forward({ cert, key, port }, request, response).then(
      (call) => call.application && calls.push(call),
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** True when the emulator answers behind the recorder. */
export function healthOf(endpoint: string, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = send(`${endpoint}/_ministack/health`, { ca }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.once('error', () => resolve(false));
    asked.end();
  });
}

async function forward(
  { cert, port }: Behind,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<RecordedCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = 'GET', url = '/', headers } = request;
  const status = await new Promise<number>((resolve, reject) => {
    // The host stays as it was signed.
    const options = { host: '127.0.0.1', port, method, path: url, headers, ca: cert };
    const asked = send(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('end', () => resolve(answer.statusCode ?? 502));
    });
    asked.once('error', reject);
    asked.end(body);
  });
  // Powertools adds a mark of its own behind the name.
  const application = /\bapp\/(\S+?)(?:-PT-\S*)?(?:\s|$)/.exec(headers['user-agent'] ?? '')?.[1] ?? '';
  const action = String(headers['x-amz-target'] ?? method);
  return { application, action, path: url, body: body.toString('utf8'), status };
}
