// The AWS JSON protocol on 127.0.0.1: an action name in a header, JSON in, JSON or a typed fault out.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A fault as AWS words it: `type` is the exception's name, `extra` its other members. */
export class AwsFault extends Error {
  readonly type: string;
  readonly extra: { readonly [name: string]: unknown };
  constructor(type: string, message: string, extra: { readonly [name: string]: unknown } = {}) {
    super(message);
    this.name = 'AwsFault';
    this.type = type;
    this.extra = extra;
  }
}

export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

export interface AwsJsonOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** `application/x-amz-json-1.0` or `-1.1`. */
  readonly contentType: string;
  /** Answers one action, or throws AwsFault. Anything else it throws is answered with 500 and not shown. */
  readonly answer: (action: string, body: unknown) => Promise<unknown>;
}

const maxBodyBytes = 16 * 1024 * 1024;
const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Listens on 127.0.0.1 only; refuses foreign Host headers, so that no web page can talk to it by a name of its own. */
export async function serveAwsJson(options: AwsJsonOptions): Promise<Emulator> {
  const server = createServer((request, response) => void respond(options, request, response));
  // Longer than any client keeps an idle connection: a reset of ours would be an unknown outcome of theirs.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => closeServer(server) };
}

async function respond(options: AwsJsonOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await outcome(options, request);
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': options.contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

async function outcome(options: AwsJsonOptions, request: IncomingMessage) {
  try {
    const action = actionOf(request);
    const body: unknown = JSON.parse((await readBody(request)) || '{}');
    return { status: 200, body: (await options.answer(action, body)) ?? {} };
  } catch (error) {
    if (error instanceof AwsFault)
      return { status: 400, body: { __type: error.type, message: error.message, ...error.extra } };
    if (error instanceof SyntaxError) return { status: 400, body: { __type: 'SerializationException' } };
    return { status: 500, body: { __type: 'InternalServerError', message: 'internal error' } };
  }
}

function actionOf(request: IncomingMessage): string {
  if (!loopback.test(request.headers.host ?? '')) throw new AwsFault('AccessDeniedException', 'not a loopback host');
  if (!request.headers.authorization?.startsWith('AWS4-'))
    throw new AwsFault('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
  const [, action] = String(request.headers['x-amz-target'] ?? '').split('.');
  if (request.method !== 'POST' || !action) throw new AwsFault('UnknownOperationException', 'no such operation');
  return action;
}

/** By events: an async iterator over a request of one chunk costs more than all of its parsing. */
function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else reject(new AwsFault('RequestEntityTooLargeException', 'the request is over 16 MB'));
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    request.once('error', reject);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
