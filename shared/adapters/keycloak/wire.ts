// HTTP with connections of our own, so that an abort and a close end them; bounded replies, no redirects.
import http from 'node:http';
import https from 'node:https';
import { Faulted, faultOfBreak } from './faults.ts';

export interface WireCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  /** Whether a break leaves the outcome unknown. */
  readonly writes: boolean;
  readonly signal: AbortSignal;
}

export interface WireReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Wire {
  /** Any status is an answer. Throws `Faulted` when there is none. */
  send(call: WireCall): Promise<WireReply>;
  close(): void;
}

const LARGEST_REPLY = 16 * 1024 * 1024;

export function openWire(options: { readonly secure: boolean; readonly connections: number }): Wire {
  const kind = options.secure ? https : http;
  const agent = new kind.Agent({ keepAlive: true, maxSockets: options.connections, timeout: 15_000 });
  const closing = new AbortController();
  return {
    send: async (call) => {
      const signal = AbortSignal.any([call.signal, closing.signal]);
      if (signal.aborted) throw new Faulted({ kind: 'unavailable', detail: 'given up before the call' });
      try {
        return await exchange(kind, agent, { ...call, signal });
      } catch (error) {
        throw error instanceof Faulted ? error : new Faulted(faultOfBreak(error, call));
      }
    },
    close: () => {
      closing.abort();
      agent.destroy();
    },
  };
}

async function exchange(kind: typeof http | typeof https, agent: http.Agent, call: WireCall): Promise<WireReply> {
  const { promise, resolve, reject } = Promise.withResolvers<WireReply>();
  const length = call.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(call.body)) };
  const request = kind.request(call.url, {
    method: call.method,
    agent,
    signal: call.signal,
    headers: { ...call.headers, ...length },
  });
  request.on('error', reject);
  request.on('response', (reply) => {
    bounded(reply).then((text) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }), reject);
  });
  request.end(call.body);
  return promise;
}

async function bounded(reply: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_REPLY) throw new Faulted({ kind: 'contractBreach', detail: 'the reply is too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
