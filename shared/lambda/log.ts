// Log lines as JSON by Powertools: a fixed event name, and fields that hold ids and counts.
import { Logger } from '@aws-lambda-powertools/logger';
import { trace } from '@opentelemetry/api';
import type { Log } from '../ports/runtime.ts';

const powertools = new Logger({ serviceName: 'frontdesk' });

/** The log of every function. */
export const logger: Log = {
  info: (event, fields = {}) => powertools.info(event, { ...fields, ...ofTrace() }),
  warn: (event, fields = {}) => powertools.warn(event, { ...fields, ...ofTrace() }),
  error: (event, fields = {}) => powertools.error(event, { ...fields, ...ofTrace() }),
};

/** So that a line leads to its trace. */
function ofTrace(): { readonly trace?: string } {
  const span = trace.getActiveSpan();
  return span?.isRecording() ? { trace: span.spanContext().traceId } : {};
}

/** What may be said of something thrown: its name. Messages may hold what came in. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
