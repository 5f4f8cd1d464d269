// Reads one JSON record from a vendor's API; whatever the vendor may do becomes a fault of the closed set.
import type { Fault } from '../model/fault.ts';

/** Above this a record is not a person any more. */
const MOST_BYTES = 1_000_000;
const MOST_WAIT_MS = 24 * 3_600_000;

export interface RecordRequest {
  readonly url: string;
  /** One set of headers for each live credential, newest first: the next one is tried when one is not known (401). */
  readonly attempts: readonly { readonly [name: string]: string }[];
  readonly now: number;
  readonly signal: AbortSignal;
  /** A vendor's own header that says when to come back: seconds since the epoch. */
  readonly resetHeader?: string;
}

export type RecordAnswer =
  | { readonly kind: 'record'; readonly body: unknown }
  | { readonly kind: 'absent'; readonly body: unknown }
  | { readonly kind: 'fault'; readonly fault: Fault };

const fault = (value: Fault): RecordAnswer => ({ kind: 'fault', fault: value });

/**
 * | status | answer |
 * |---|---|
 * | 200 with JSON | record |
 * | 404 | absent, with what the vendor said, so that the source can tell its own 404 from a proxy's |
 * | 401, 403 | denied |
 * | 429, and 503 with Retry-After | throttled |
 * | 408, other 5xx, no connection, deadline | unavailable |
 * | anything else, redirects included | contractBreach |
 */
export async function readRecord(request: RecordRequest): Promise<RecordAnswer> {
  let answer: RecordAnswer = fault({ kind: 'denied', detail: 'no credential is configured' });
  for (const headers of request.attempts) {
    const { status, answer: next } = await attempt(request, headers);
    answer = next;
    if (status !== 401) break;
  }
  return answer;
}

async function attempt(request: RecordRequest, headers: RecordRequest['attempts'][number]) {
  try {
    const response = await fetch(request.url, { headers, redirect: 'manual', signal: request.signal });
    return { status: response.status, answer: await judge(response, request) };
  } catch {
    return { status: 0, answer: fault({ kind: 'unavailable', detail: 'no answer from the source' }) };
  }
}

async function judge(response: Response, request: RecordRequest): Promise<RecordAnswer> {
  const { status, headers } = response;
  const detail = `the source answered ${status}`;
  if (status === 200 || status === 404) return parsed(response);
  await response.body?.cancel();
  if (status === 401 || status === 403) return fault({ kind: 'denied', detail });
  if (status === 429 || (status === 503 && headers.has('retry-after')))
    return fault({ kind: 'throttled', ...waitOf(headers, request), detail });
  if (status === 408 || status >= 500) return fault({ kind: 'unavailable', detail });
  return fault({ kind: 'contractBreach', detail });
}

async function parsed(response: Response): Promise<RecordAnswer> {
  const text = await limitedText(response);
  if (text === undefined) return fault({ kind: 'contractBreach', detail: 'the answer is too long' });
  const body = json(text);
  if (response.status === 404) return { kind: 'absent', body };
  if (body === undefined) return fault({ kind: 'contractBreach', detail: 'the answer is not JSON' });
  return { kind: 'record', body };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function limitedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function waitOf(headers: Headers, { now, resetHeader }: RecordRequest): { retryAfterMs?: number } {
  const after = headers.get('retry-after');
  const reset = resetHeader === undefined ? null : headers.get(resetHeader);
  const until = after !== null && /^\d+$/.test(after) ? now + Number(after) * 1000 : Date.parse(after ?? '');
  const wait = (Number.isNaN(until) ? Number(reset ?? Number.NaN) * 1000 : until) - now;
  return Number.isNaN(wait) ? {} : { retryAfterMs: Math.min(MOST_WAIT_MS, Math.max(0, Math.round(wait))) };
}
