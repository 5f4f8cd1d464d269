// Log lines as JSON by Powertools: a fixed event name, and fields that hold ids and counts.
import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../ports/runtime.ts';

const powertools = new Logger({ serviceName: 'frontdesk' });

/** The log of every function. */
export const logger: Log = {
  info: (event, fields = {}) => powertools.info(event, { ...fields }),
  warn: (event, fields = {}) => powertools.warn(event, { ...fields }),
  error: (event, fields = {}) => powertools.error(event, { ...fields }),
};

/** What may be said of something thrown: its name. Messages may hold what came in. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
