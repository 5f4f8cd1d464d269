// API Gateway for the laptop: the topology's routes on 127.0.0.1, requests as HTTP API events (payload format 2.0), bodies as raw bytes.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from './lambda-events.ts';
import { StartRefused } from './start-refused.ts';

export interface Route {
  readonly methods: readonly string[];
  /** `/hooks/{source}`; `{name+}` takes the rest. */
  readonly path: string;
  readonly handler: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
}

/** API Gateway's own limit, bytes. */
const LARGEST = 10 * 1024 * 1024;

interface Compiled extends Route {
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

function compile(route: Route): Compiled {
  const names = [...route.path.matchAll(/\{([a-z]+)\+?\}/g)].map((match) => match[1] ?? '');
  const pattern = route.path.replaceAll(/\{[a-z]+\+\}/g, '(.+)').replaceAll(/\{[a-z]+\}/g, '([^/]+)');
  return { ...route, names, pattern: new RegExp(`^${pattern}$`) };
}

/** Listens on 127.0.0.1. Throws `StartRefused` when the port is taken. */
export async function startGateway({
  port,
  routes,
}: {
  readonly port: number;
  readonly routes: readonly Route[];
}): Promise<Server> {
  const compiled = routes.map(compile);
  const server = createServer((request, response) => {
    serve(compiled, request, response).catch(() => {
      // The caller has gone, or a function has thrown after all.
      if (response.headersSent) response.destroy();
      else reply(response, { statusCode: 502 });
    });
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new StartRefused(`port ${port} is taken on 127.0.0.1; start with another --port`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function serve(routes: readonly Compiled[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = urlOf(request);
  if (!url) return reply(response, { statusCode: 400, body: '{"message":"Bad Request"}' });
  const route = routes.find(({ pattern }) => pattern.test(url.pathname));
  if (!route) return reply(response, { statusCode: 404, body: '{"message":"Not Found"}' });
  if (!route.methods.includes(request.method ?? ''))
    return reply(response, { statusCode: 405, headers: { allow: route.methods.join(', ') } });
  const body = await bytesOf(request);
  if (!body) return reply(response, { statusCode: 413, body: '{"message":"Request Entity Too Large"}' });
  reply(response, await route.handler(eventOf(route, { request, url, body })));
}

/** Undefined for a target that is no URL, such as `//`. */
function urlOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.parse(url, 'http://127.0.0.1') ?? undefined;
}

/** Undefined when the body is over the limit; the rest is read and thrown away. */
async function bytesOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  return size <= LARGEST ? Buffer.concat(chunks) : undefined;
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
}

function eventOf({ path, pattern, names }: Compiled, { request, url, body }: Incoming): APIGatewayProxyEventV2 {
  const values = pattern.exec(url.pathname)?.slice(1) ?? [];
  const headers = Object.fromEntries(
    Object.entries({ ...request.headers, 'x-forwarded-proto': 'http' }).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const method = request.method ?? 'GET';
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    pathParameters: Object.fromEntries(names.map((name, position) => [name, decoded(values[position] ?? '')])),
    isBase64Encoded: true,
    body: body.toString('base64'),
    requestContext: {
      http: {
        method,
        path: url.pathname,
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
        protocol: 'HTTP/1.1',
      },
      domainName: headers.host ?? '127.0.0.1',
      stage: '$default',
      requestId: '',
      timeEpoch: Date.now(),
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function reply(
  response: ServerResponse,
  { statusCode = 200, headers = {}, body, isBase64Encoded }: APIGatewayProxyStructuredResultV2,
): void {
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  response.writeHead(statusCode, flat);
  response.end(body === undefined ? undefined : isBase64Encoded ? Buffer.from(body, 'base64') : body);
}
