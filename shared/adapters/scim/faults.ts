// From HTTP to the closed set of faults. Texts of the server are never parsed and never repeated.
import type { Fault } from '../../model/fault.ts';
import { ScimError, schemas } from './resources.ts';

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
  readonly body: unknown;
  readonly retryAfter: string | null;
  /** Whether the call was to change something: then an error half way leaves its outcome unknown. */
  readonly writes: boolean;
  readonly now: number;
}

/** RFC 7644 3.12 and RFC 9110: what a status other than success means. */
export function faultOfStatus({ status, body, retryAfter, writes, now }: Refusal): Fault {
  const detail = `HTTP ${status}`;
  const retryAfterMs = waitOf(retryAfter, now);
  if (status === 429) return { kind: 'throttled', ...(retryAfterMs === undefined ? {} : { retryAfterMs }), detail };
  if (status === 503) return { kind: 'unavailable', detail };
  if (status === 501) return { kind: 'unsupported', detail };
  if (status >= 500 || status === 408) return { kind: writes ? 'unknownOutcome' : 'unavailable', detail };
  if (status === 401 || status === 403) return { kind: 'denied', detail };
  if (status === 402) return { kind: 'quotaExceeded', detail };
  if (status === 404 || status === 410) return { kind: 'absent', detail };
  if (status === 409 || status === 412 || scimTypeOf(body) === 'uniqueness') return { kind: 'conflict', detail };
  if (status >= 400) return { kind: 'invalid', detail };
  return { kind: 'contractBreach', detail };
}

/** Retry-After in seconds or as a date (RFC 9110 10.2.3), in ms. */
function waitOf(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  if (/^\d{1,7}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Whether it is SCIM that answers, and not a gateway in front of it. */
export function isScimError(body: unknown): boolean {
  const parsed = ScimError.safeParse(body);
  return parsed.success && parsed.data.schemas.includes(schemas.error);
}

function scimTypeOf(body: unknown): string | undefined {
  return ScimError.safeParse(body).data?.scimType ?? undefined;
}

const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** What a call that broke means: an abort, a reset, a name that does not resolve. */
export function faultOfBreak(error: unknown, writes: boolean): Fault {
  const code = codeOf(error);
  const detail = code ?? 'the call was cut';
  const unsent = code !== undefined && (neverSent.includes(code) || /CERT|TLS|SSL/.test(code));
  return unsent || !writes ? { kind: 'unavailable', detail } : { kind: 'unknownOutcome', detail };
}

function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code.slice(0, 60);
    const first = at instanceof AggregateError ? at.errors[0] : undefined;
    if (first && typeof first.code === 'string') return first.code.slice(0, 60);
  }
  return undefined;
}
