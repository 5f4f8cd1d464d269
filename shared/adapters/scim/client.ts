// SCIM over fetch: several live tokens, bounded replies, no redirects, and every break a fault.
import type { AdapterPorts } from '../../ports/adapter.ts';
import type { Freshness } from '../../ports/secrets.ts';
import type { ScimConfig } from './config.ts';
import { Faulted, faultOfBreak, faultOfStatus } from './faults.ts';

export interface ScimCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, with query: `/Users?count=2`. */
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
  readonly signal: AbortSignal;
}

export interface ScimReply {
  readonly status: number;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
}

export interface ScimClient {
  /** Answers any 2xx, 404, 409 and 412; throws `Faulted` for all else. */
  call(call: ScimCall): Promise<ScimReply>;
  /** Ends what is under way; later calls are refused. */
  close(): void;
}

const LARGEST_REPLY = 16 * 1024 * 1024;
const EXPECTED = [404, 409, 412];

/** A client for one connection. Tokens are read at each call (the port remembers them), and fresh when all are refused. */
export function createClient(config: ScimConfig, ports: AdapterPorts): ScimClient {
  const closing = new AbortController();
  /** Tried last: a rotation may be half done on either side. */
  const refused = new Set<string>();

  const once = async (call: ScimCall, token: string): Promise<Response> => {
    const signal = AbortSignal.any([call.signal, closing.signal, ports.clock.deadline(config.timeoutMs)]);
    if (signal.aborted) throw new Faulted({ kind: 'unavailable', detail: 'given up before the call' });
    return await fetch(`${config.baseUrl}${call.path}`, {
      method: call.method,
      redirect: 'manual',
      signal,
      headers: headersOf(call, token),
      body: call.body === undefined ? null : JSON.stringify(call.body),
    });
  };

  /** The first answer that is not 401, of these tokens. */
  const firstAccepted = async (call: ScimCall, candidates: readonly string[]): Promise<Response | undefined> => {
    for (const token of refusedLast(candidates, refused)) {
      const response = await once(call, token);
      if (response.status !== 401) {
        refused.delete(token);
        return response;
      }
      refused.add(token);
      await response.body?.cancel();
    }
    return undefined;
  };

  const authenticated = async (call: ScimCall): Promise<Response> => {
    const known = await liveTokens(ports);
    const fresh = async () => (await liveTokens(ports, { fresh: true })).filter((token) => !known.includes(token));
    const response = (await firstAccepted(call, known)) ?? (await firstAccepted(call, await fresh()));
    if (response) return response;
    throw new Faulted({ kind: 'denied', detail: 'HTTP 401' });
  };

  return {
    call: async (call) => {
      const writes = call.method !== 'GET';
      try {
        const response = await authenticated(call);
        return replyOf(response, await boundedText(response), { writes, now: ports.clock.now() });
      } catch (error) {
        throw error instanceof Faulted ? error : new Faulted(faultOfBreak(error, writes));
      }
    },
    close: () => closing.abort(),
  };
}

function refusedLast(tokens: readonly string[], refused: ReadonlySet<string>): readonly string[] {
  return [...tokens.filter((token) => !refused.has(token)), ...tokens.filter((token) => refused.has(token))];
}

async function liveTokens(ports: AdapterPorts, freshness?: Freshness): Promise<readonly string[]> {
  try {
    return await ports.secret(freshness);
  } catch {
    throw new Faulted({ kind: 'unavailable', detail: 'no secret to be had' });
  }
}

function headersOf(call: ScimCall, token: string): { readonly [name: string]: string } {
  return {
    authorization: `Bearer ${token}`,
    accept: 'application/scim+json, application/json',
    ...(call.body === undefined ? {} : { 'content-type': 'application/scim+json' }),
    ...(call.ifMatch === undefined ? {} : { 'if-match': call.ifMatch }),
  };
}

/** The whole body as text, or a breach of contract when it is larger than any sensible reply. */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_REPLY) throw new Faulted({ kind: 'contractBreach', detail: 'the reply is too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function replyOf(
  response: Response,
  text: string,
  call: { readonly writes: boolean; readonly now: number },
): ScimReply {
  const { status } = response;
  const body = text === '' ? undefined : parsed(text);
  if (status === 202) throw new Faulted({ kind: 'unknownOutcome', detail: 'HTTP 202' });
  if (response.ok && body !== NOT_JSON) return { status, body };
  if (response.ok) throw new Faulted({ kind: 'contractBreach', detail: `HTTP ${status} without JSON` });
  if (EXPECTED.includes(status)) return { status, body };
  throw new Faulted(faultOfStatus({ status, body, retryAfter: response.headers.get('retry-after'), ...call }));
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}
