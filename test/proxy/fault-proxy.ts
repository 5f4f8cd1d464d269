// An HTTP proxy of ours in front of a real server: it plants trouble by method, path, attempt and phase, and counts calls.
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProxiedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly body: string;
}

export interface ProxiedReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/**
 * What happens to a call that a rule matches.
 *
 * | kind | the server sees | the client sees |
 * |---|---|---|
 * | `reply` | nothing | this reply |
 * | `silent` | nothing, or with `effect` the call | nothing, ever |
 * | `cut` before / after-effect / mid-reply | nothing / the call / the call | a reset connection, the last after half the body |
 * | `delay` before / after-effect | the call, late / the call | the true reply, late |
 * | `rewrite` | the call | what `edit` makes of the true reply |
 * | `stale` | nothing, if the same call was answered at least `ms` ago | that old reply |
 */
export type Happening =
  | {
      readonly kind: 'reply';
      readonly reply: Partial<ProxiedReply> | ((request: ProxiedRequest) => Partial<ProxiedReply>);
    }
  | { readonly kind: 'silent'; readonly effect?: boolean }
  | { readonly kind: 'cut'; readonly phase: 'before' | 'after-effect' | 'mid-reply' }
  | { readonly kind: 'delay'; readonly phase: 'before' | 'after-effect'; readonly ms: number }
  | { readonly kind: 'rewrite'; edit(reply: ProxiedReply, request: ProxiedRequest): ProxiedReply }
  | { readonly kind: 'stale'; readonly ms: number };

export interface Rule {
  /** Which calls; without it, all. */
  matches?(request: ProxiedRequest): boolean;
  /** Which of the matching calls, counted from 1; without it, all. */
  readonly attempts?: { readonly from: number; readonly to: number };
  readonly does: Happening;
}

export interface FaultProxy {
  /** `http://127.0.0.1:port`: give this to the adapter. */
  readonly origin: string;
  /** Adds a rule; the first that matches acts. */
  plant(rule: Rule): void;
  /** Reads and writes share one bucket of `perSecond` calls; over it, 429 with `Retry-After: 1`. 0 lifts it. */
  throttle(perSecond: number): void;
  /** Closes the door: connections are refused until `heal`. */
  refuse(): Promise<void>;
  /** Forgets all rules, opens the door. The throttle stays. */
  heal(): Promise<void>;
  /** Calls that came in, and 429s that the bucket gave, since the start. */
  counts(): { readonly calls: number; readonly throttled: number };
  openConnections(): number;
  stop(): Promise<void>;
}

interface Planted extends Rule {
  hits: number;
}

/** Starts a proxy on 127.0.0.1 in front of `target` (an origin such as `http://127.0.0.1:8080`). */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const counts = { calls: 0, throttled: 0 };
  const bucket = emptyBucket();
  const rules = rulebook();
  const forward = rememberingLine(target);

  const serve = async (incoming: http.IncomingMessage, outgoing: http.ServerResponse) => {
    const request = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', body: await textOf(incoming) };
    counts.calls += 1;
    if (!bucket.takes()) {
      counts.throttled += 1;
      return send(outgoing, { status: 429, headers: { 'retry-after': '1' }, body: '' });
    }
    const call = () => forward.call(request, incoming.headers);
    const does = rules.happeningFor(request);
    if (does) return happen(does, { request, outgoing, call, old: (ms) => forward.old(request, ms) });
    send(outgoing, await call());
  };

  const server = http.createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.socket?.resetAndDestroy());
  });
  const door = await openDoor(server);
  return {
    origin: `http://127.0.0.1:${door.port}`,
    plant: rules.plant,
    throttle: bucket.resize,
    refuse: door.shut,
    heal: async () => {
      rules.clear();
      await door.reopen();
    },
    counts: () => ({ ...counts }),
    openConnections: door.connections,
    stop: door.shut,
  };
}

function emptyBucket() {
  let bucket = { perSecond: 0, tokens: 0, at: 0 };
  return {
    resize: (perSecond: number) => {
      bucket = { perSecond, tokens: perSecond, at: performance.now() };
    },
    takes: (): boolean => {
      const now = performance.now();
      const filled = bucket.tokens + ((now - bucket.at) / 1000) * bucket.perSecond;
      const tokens = Math.min(bucket.perSecond, filled);
      const takes = bucket.perSecond === 0 || tokens >= 1;
      bucket = { ...bucket, at: now, tokens: takes ? tokens - 1 : tokens };
      return takes;
    },
  };
}

function rulebook() {
  let rules: Planted[] = [];
  return {
    plant: (rule: Rule) => void rules.push({ ...rule, hits: 0 }),
    clear: () => {
      rules = [];
    },
    happeningFor: (request: ProxiedRequest): Happening | undefined => {
      for (const rule of rules) {
        if (rule.matches && !rule.matches(request)) continue;
        rule.hits += 1;
        const { from, to } = rule.attempts ?? { from: 1, to: Number.POSITIVE_INFINITY };
        if (rule.hits >= from && rule.hits <= to) return rule.does;
      }
      return undefined;
    },
  };
}

/** Calls the server, and keeps its last replies for calls that are to see an old one. */
function rememberingLine(target: string) {
  const memory = new Map<string, { at: number; reply: ProxiedReply }[]>();
  const keyOf = (request: ProxiedRequest) => `${request.method} ${request.path}`;
  return {
    call: async (request: ProxiedRequest, headers: http.IncomingHttpHeaders) => {
      const reply = await callServer(target, request, headers);
      memory.set(keyOf(request), [...(memory.get(keyOf(request)) ?? []).slice(-19), { at: Date.now(), reply }]);
      return reply;
    },
    old: (request: ProxiedRequest, ms: number) =>
      memory.get(keyOf(request))?.findLast(({ at }) => at <= Date.now() - ms)?.reply,
  };
}

interface Passage {
  readonly request: ProxiedRequest;
  readonly outgoing: http.ServerResponse;
  call(): Promise<ProxiedReply>;
  old(ms: number): ProxiedReply | undefined;
}

async function happen(does: Happening, { request, outgoing, call, old }: Passage): Promise<void> {
  switch (does.kind) {
    case 'reply':
      return send(outgoing, typeof does.reply === 'function' ? does.reply(request) : does.reply);
    case 'silent':
      return does.effect ? void (await call()) : undefined;
    case 'cut': {
      const reply = does.phase === 'before' ? undefined : await call();
      if (does.phase === 'mid-reply' && reply) await sendHalf(outgoing, reply);
      return void outgoing.socket?.resetAndDestroy();
    }
    case 'delay': {
      if (does.phase === 'before') await sleep(does.ms);
      const reply = await call();
      if (does.phase === 'after-effect') await sleep(does.ms);
      return send(outgoing, reply);
    }
    case 'rewrite':
      return send(outgoing, does.edit(await call(), request));
    case 'stale':
      return send(outgoing, old(does.ms) ?? (await call()));
  }
}

/** The listening side: it can be shut, with all connections reset, and opened again at the same port. */
async function openDoor(server: http.Server) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  const listen = (port: number) => new Promise<void>((done) => void server.listen(port, '127.0.0.1', done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections: () => sockets.size,
    reopen: async () => {
      if (!server.listening) await listen(port);
    },
    shut: async () => {
      if (!server.listening) return;
      const closed = new Promise((done) => void server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function textOf(stream: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
  'upgrade',
  'te',
  'trailer',
];

function callServer(target: string, request: ProxiedRequest, headers: http.IncomingHttpHeaders): Promise<ProxiedReply> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
  const url = new URL(request.path, target);
  return new Promise((resolve, reject) => {
    const body = Buffer.from(request.body);
    const length = body.length > 0 ? { 'content-length': body.length } : {};
    const call = http.request(url, { method: request.method, headers: { ...kept, ...length } }, (reply) => {
      textOf(reply).then((text) => {
        const entries = Object.entries(reply.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
        const flat = Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
        resolve({ status: reply.statusCode ?? 502, headers: flat, body: text });
      }, reject);
    });
    call.on('error', reject);
    call.end(body);
  });
}

function send(outgoing: http.ServerResponse, reply: Partial<ProxiedReply>): void {
  outgoing.writeHead(reply.status ?? 200, reply.headers);
  outgoing.end(reply.body ?? '');
}

/** Announces the whole body, sends half of it, and waits until that half is on its way. */
async function sendHalf(outgoing: http.ServerResponse, reply: ProxiedReply): Promise<void> {
  const body = Buffer.from(reply.body || '{"cut":"reply"}');
  outgoing.writeHead(reply.status === 204 ? 200 : reply.status, { ...reply.headers, 'content-length': body.length });
  await new Promise((done) => outgoing.write(body.subarray(0, body.length >> 1), done));
  await sleep(20);
}
