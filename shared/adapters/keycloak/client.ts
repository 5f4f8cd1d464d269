// The Admin API of one realm: paced, with a fresh token when the old one is refused, and every break a fault.
import type { AdapterPorts } from '../../ports/adapter.ts';
import type { KeycloakConfig } from './config.ts';
import { Faulted, faultOfStatus } from './faults.ts';
import { paceCalls } from './pacer.ts';
import { keepTokens, trimmed } from './token.ts';
import { openWire, type Wire, type WireCall, type WireReply } from './wire.ts';

export interface AdminCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/admin/realms/{realm}`, with query: `/users?max=2`. */
  readonly path: string;
  readonly body?: unknown;
  /** Statuses beside 2xx that the caller can tell apart. */
  readonly expects?: readonly number[];
  readonly signal: AbortSignal;
}

export interface AdminReply {
  readonly status: number;
  /** Parsed JSON; undefined when the body was empty. */
  readonly body: unknown;
  /** Of a 201: the id of what was made. */
  readonly madeId: string | undefined;
}

export interface AdminClient {
  /** Throws `Faulted` for all but 2xx and what is expected. */
  call(call: AdminCall): Promise<AdminReply>;
  close(): void;
}

/** A short wait that the server itself names is waited out here, once: a change is several calls (see docs/decisions). */
const SHORT_WAIT_MS = 2_000;

export function openClient(config: KeycloakConfig, ports: AdapterPorts): AdminClient {
  const wire = paced(openWire({ secure: config.baseUrl.startsWith('https:'), connections: 4 }), config, ports);
  const tokens = keepTokens(config, ports, wire);
  const base = `${trimmed(config.baseUrl)}/admin/realms/${encodeURIComponent(config.realm)}`;

  const send = async (call: AdminCall, signal: AbortSignal): Promise<WireReply> => {
    const token = await tokens.current(signal);
    const reply = await wire.send(wireCall(call, { url: `${base}${call.path}`, token, signal }));
    if (reply.status !== 401) return reply;
    tokens.forget(token);
    return wire.send(wireCall(call, { url: `${base}${call.path}`, token: await tokens.current(signal), signal }));
  };

  const attempt = async (call: AdminCall): Promise<AdminReply> => {
    const signal = AbortSignal.any([call.signal, ports.clock.deadline(config.timeoutMs)]);
    return answerOf(await send(call, signal), call, ports.clock.now());
  };

  return {
    call: async (call) => {
      try {
        return await attempt(call);
      } catch (error) {
        const wait = shortWaitOf(error);
        if (wait === undefined) throw error;
        await orGivenUp(ports.clock.sleep(wait, call.signal));
        return attempt(call);
      }
    },
    close: () => wire.close(),
  };
}

/** All calls of a connection, those for tokens too, go through one pace. */
function paced(wire: Wire, config: KeycloakConfig, ports: AdapterPorts): Wire {
  const pace = paceCalls(ports.clock, config.callsPerSecond);
  return {
    ...wire,
    send: async (call) => {
      await orGivenUp(pace(call.signal));
      return wire.send(call);
    },
  };
}

async function orGivenUp(waiting: Promise<void>): Promise<void> {
  try {
    await waiting;
  } catch {
    throw new Faulted({ kind: 'unavailable', detail: 'given up before the call' });
  }
}

function shortWaitOf(error: unknown): number | undefined {
  const fault = error instanceof Faulted ? error.fault : undefined;
  const wait = fault?.kind === 'throttled' ? fault.retryAfterMs : undefined;
  return wait !== undefined && wait <= SHORT_WAIT_MS ? wait : undefined;
}

function answerOf(reply: WireReply, call: AdminCall, now: number): AdminReply {
  const { status, text } = reply;
  const body = parsed(text);
  const isExpected = call.expects?.includes(status) ?? false;
  if (status >= 200 && status < 300 && body !== NOT_JSON) return { status, body, madeId: madeIdOf(reply) };
  if (status >= 200 && status < 300)
    throw new Faulted({ kind: 'contractBreach', detail: `HTTP ${status} without JSON` });
  if (isExpected) return { status, body, madeId: undefined };
  const retryAfter = reply.headers['retry-after'];
  throw new Faulted(faultOfStatus({ status, retryAfter, body, writes: call.method !== 'GET', now }));
}

/** The last part of `Location`: `.../users/<id>`. */
function madeIdOf({ status, headers }: WireReply): string | undefined {
  return status === 201 ? headers.location?.split('/').at(-1) : undefined;
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function wireCall(
  call: AdminCall,
  at: { readonly url: string; readonly token: string; readonly signal: AbortSignal },
): WireCall {
  const content: Record<string, string> = call.body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method: call.method,
    url: at.url,
    headers: { authorization: `Bearer ${at.token}`, accept: 'application/json', ...content },
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    writes: call.method !== 'GET',
    signal: at.signal,
  };
}
