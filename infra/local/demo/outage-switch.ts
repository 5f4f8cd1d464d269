// A switch in front of the app: open, down (connections are refused), or so slow that it answers 429 above a rate.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A write that the app was told, in the order of their coming. */
export interface Write {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface OutageSwitch {
  readonly origin: string;
  down(): Promise<void>;
  up(): Promise<void>;
  /** More calls than this a second are answered 429; 0 lifts it. */
  throttle(perSecond: number): void;
  /** Since the last `forget`: writes that reached the app, and calls answered 429. */
  seen(): { readonly writes: readonly Write[]; readonly throttled: number };
  forget(): void;
  stop(): Promise<void>;
}

/** Starts open, on a free port of 127.0.0.1, in front of `origin`. */
export async function startOutageSwitch(origin: string): Promise<OutageSwitch> {
  const bucket = tokenBucket();
  let writes: Write[] = [];
  let throttled = 0;
  const server = http.createServer((request, response) => {
    if (!bucket.takes()) {
      throttled++;
      response.writeHead(429, { 'retry-after': '1' }).end();
      return;
    }
    forward({ origin, request, response }, (status) => {
      const { method = '', url = '' } = request;
      if (method !== 'GET') writes.push({ method, path: url, status });
    });
  });
  const door = await openDoor(server);
  return {
    origin: `http://127.0.0.1:${door.port}`,
    down: door.shut,
    up: door.open,
    throttle: bucket.resize,
    seen: () => ({ writes: [...writes], throttled }),
    forget() {
      writes = [];
      throttled = 0;
    },
    stop: door.shut,
  };
}

function tokenBucket() {
  let state = { rate: 0, tokens: 0, at: 0 };
  return {
    resize(rate: number) {
      state = { rate, tokens: rate, at: performance.now() };
    },
    takes(): boolean {
      if (state.rate === 0) return true;
      const now = performance.now();
      const tokens = Math.min(state.rate, state.tokens + ((now - state.at) / 1000) * state.rate);
      state = { ...state, at: now, tokens: tokens >= 1 ? tokens - 1 : tokens };
      return tokens >= 1;
    },
  };
}

interface Passing {
  readonly origin: string;
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

function forward({ origin, request, response }: Passing, answered: (status: number) => void): void {
  const { method, url, headers } = request;
  const { host: _, ...kept } = headers;
  const onward = http.request(`${origin}${url}`, { method, headers: kept }, (reply) => {
    answered(reply.statusCode ?? 0);
    response.writeHead(reply.statusCode ?? 502, reply.headers);
    reply.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

/** Listens, and can be shut with all its connections cut and opened again at the same port. */
async function openDoor(server: http.Server) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((done) => void server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async open() {
      if (!server.listening) await listen(port);
    },
    async shut() {
      if (!server.listening) return;
      const closed = new Promise((done) => void server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
