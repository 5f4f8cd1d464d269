// A request as bytes on a socket: what no HTTP client would send can be sent, and every reply is timed.
import { connect, type Socket } from 'node:net';

export interface WireRequest {
  readonly method: string;
  /** As it stands in the request line. */
  readonly path: string;
  /** In order; the same name may come twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** `cut`: less body than was announced, then the end. `short`: more body than was announced. */
  readonly framing: 'length' | 'chunked' | 'cut' | 'cut-chunk' | 'short' | 'slow';
}

export interface WireReply {
  /** 0 when the connection was closed without a reply. */
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

const PATIENCE_MS = 15_000;
const SLOW_MS = 40;

/** One connection, kept between requests where both sides can. */
export function wireClient(port: number) {
  let socket: Socket | undefined;
  return {
    async ask(request: WireRequest): Promise<WireReply> {
      const from = performance.now();
      if (!socket || socket.destroyed || !socket.writable) socket = await connected(port);
      const { status, text, isOver } = await exchange(socket, request);
      if (isOver || (request.framing !== 'length' && request.framing !== 'chunked')) socket.destroy();
      return { status, text, ms: performance.now() - from };
    },
    close: () => socket?.destroy(),
  };
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      socket.off('error', reject);
      // What it says of itself comes with 'close'.
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

interface Exchanged {
  readonly status: number;
  readonly text: string;
  readonly isOver: boolean;
}

function exchange(socket: Socket, request: WireRequest): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const listeners = { data: onData, close: onClose };
    const late = setTimeout(() => {
      socket.destroy();
      done(() => reject(new Error(`no reply to ${request.method} ${request.path.slice(0, 80)} (${request.framing})`)));
    }, PATIENCE_MS);
    function done(tell: () => void): void {
      clearTimeout(late);
      for (const [event, listener] of Object.entries(listeners)) socket.off(event, listener);
      tell();
    }
    function onData(chunk: Buffer): void {
      chunks.push(chunk);
      const reply = parsed(Buffer.concat(chunks).toString('latin1'), request.method);
      if (reply) done(() => resolve(reply));
    }
    function onClose(): void {
      const text = Buffer.concat(chunks).toString('latin1');
      done(() => resolve({ status: statusOf(text), text, isOver: true }));
    }
    for (const [event, listener] of Object.entries(listeners)) socket.on(event, listener);
    send(socket, request);
  });
}

function statusOf(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}

/** Undefined while more has to come. */
function parsed(text: string, method: string): Exchanged | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [head, rest] = [text.slice(0, end + 2), text.slice(end + 4)];
  const status = statusOf(text);
  const isOver = /^connection: close\r$/im.test(head);
  if (method === 'HEAD' || status === 204 || status === 304) return { status, text: `${head}\r\n`, isOver };
  const body = bodyOf(head, rest);
  if (body === undefined) return undefined;
  // Lengths are in bytes, what is said in UTF-8.
  return { status, text: `${head}\r\n${Buffer.from(body, 'latin1').toString('utf8')}`, isOver };
}

/** Undefined while it is not whole; a body without a length ends with the connection. */
function bodyOf(head: string, rest: string): string | undefined {
  const length = /^content-length: (\d+)\r$/im.exec(head)?.[1];
  if (length !== undefined) return rest.length >= Number(length) ? rest.slice(0, Number(length)) : undefined;
  return /^transfer-encoding: chunked\r$/im.test(head) ? unchunked(rest) : undefined;
}

function unchunked(text: string): string | undefined {
  let body = '';
  for (let at = 0; ; ) {
    const line = text.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(text.slice(at, line), 16);
    if (text.length < line + 2 + size + 2) return undefined;
    if (size === 0) return body;
    body += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}

function send(socket: Socket, { method, path, headers, body, framing }: WireRequest): void {
  const isChunked = framing === 'chunked' || framing === 'cut-chunk';
  const length = framing === 'cut' ? body.length + 10 : framing === 'short' ? Math.floor(body.length / 2) : body.length;
  const announced = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}${announced}\r\n\r\n`, 'latin1');
  if (framing === 'slow') {
    sendSlowly(socket, head, body);
    return;
  }
  const chunk = [Buffer.from(`${body.length.toString(16)}\r\n`), body];
  const rest =
    framing === 'chunked' ? [...chunk, Buffer.from('\r\n0\r\n\r\n')] : framing === 'cut-chunk' ? chunk : [body];
  socket.write(Buffer.concat([head, ...rest]));
  if (framing === 'cut' || framing === 'cut-chunk') socket.end();
}

function sendSlowly(socket: Socket, head: Buffer, body: Buffer): void {
  const half = Math.floor(body.length / 2);
  socket.write(head);
  setTimeout(() => socket.write(body.subarray(0, half)), SLOW_MS);
  setTimeout(() => socket.write(body.subarray(half)), 2 * SLOW_MS);
}
