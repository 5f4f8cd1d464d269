// From HTTP and the Admin API's error codes to the closed set of faults. What the server says in words is never repeated.
import * as z from 'zod';
import type { Fault } from '../../model/fault.ts';

/** Carries a fault up to the edge of the adapter, where it becomes a value. */
export class Faulted extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Parsed JSON, if there was any. */
  readonly body: unknown;
  readonly writes: boolean;
  readonly now: number;
}

/** A field of the user representation that the server refuses (ErrorRepresentation of the Admin API). */
const FieldError = z.object({ field: z.string().max(60) });

/** What a status other than success means, where the caller does not expect it. */
export function faultOfStatus({ status, retryAfter, body, writes, now }: Refusal): Fault {
  const detail = `HTTP ${status}`;
  const retryAfterMs = waitOf(retryAfter, now);
  if (status === 429) return { kind: 'throttled', ...(retryAfterMs === undefined ? {} : { retryAfterMs }), detail };
  if (status === 503) return { kind: 'unavailable', detail };
  if (status >= 500 || status === 408) return { kind: writes ? 'unknownOutcome' : 'unavailable', detail };
  if (status === 401 || status === 403) return { kind: 'denied', detail };
  if (status === 404) return { kind: 'absent', detail };
  if (status === 409) return { kind: 'conflict', detail };
  const refused = FieldError.safeParse(body).data?.field;
  if (status === 400) return { kind: 'invalid', ...(refused === undefined ? {} : { field: refused }), detail };
  return { kind: 'contractBreach', detail };
}

/** Never reached the server, so nothing happened. */
const UNSENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'];

/** What a call that broke off means: an abort, a reset, a time-out, a certificate. */
export function faultOfBreak(error: unknown, sent: { readonly writes: boolean }): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code).slice(0, 60) : '';
  const detail = /^[A-Z_0-9]{3,60}$/.test(code) ? code : 'the call was cut';
  const unsent = UNSENT.includes(code) || /CERT|TLS|SSL/.test(code);
  return unsent || !sent.writes ? { kind: 'unavailable', detail } : { kind: 'unknownOutcome', detail };
}

/** The fault of anything thrown inside the adapter: what is no fault yet is an answer of another shape. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Faulted) return error.fault;
  return { kind: 'contractBreach', detail: 'the answer is not what the Admin API says' };
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3), in ms. */
function waitOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,7}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
