// Which trace an event belongs to: derived from the vendor's own id, so that whoever has a delivery log has the trace.
import type { Digest } from '../ports/runtime.ts';

/** The first 32 hex digits of the SHA-256 of `source:vendorId` (W3C Trace Context, `trace-id`). */
export function traceId(source: string, vendorId: string, sha256: Digest['sha256']): string {
  return sha256(`${source}:${vendorId}`).slice(0, 32);
}

/** The trace of an event's id in Frontdesk, `source:subject:vendorId`. Undefined when the text is none. */
export function traceIdOfEvent(event: string, sha256: Digest['sha256']): string | undefined {
  const [, source, vendorId] = /^([^:]+):[^:]+:(.+)$/.exec(event) ?? [];
  return source === undefined || vendorId === undefined ? undefined : traceId(source, vendorId, sha256);
}

/** An event as the vendor's delivery log has it, `source:vendorId`, however often it was redriven. Undefined when the text is no event's id. */
export function vendorName(event: string): string | undefined {
  const [, source, vendorId] = /^([^:]+):[^:]+:(.+?)(?:~[0-9A-Z]{6})*$/.exec(event) ?? [];
  return source === undefined || vendorId === undefined ? undefined : `${source}:${vendorId}`;
}
