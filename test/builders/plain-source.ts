// A source whose deliveries are the events themselves, whose records the test puts there, and whose files are CSV.
import * as z from 'zod';
import { SourceEvent, type Statement } from '../../shared/model/event.ts';
import type { Fetched, Source } from '../../shared/ports/source.ts';
import { csv } from '../../shared/sources/csv/index.ts';

export interface PlainSource extends Source {
  /** What a fetch answers, by subject; nothing: the vendor has no such record. */
  readonly records: Map<string, Fetched>;
}

/** Deliveries carry `SourceEvent`s as a JSON list. */
export function plainSource(): PlainSource {
  const records = new Map<string, Fetched>();
  return {
    name: 'plain',
    config: z.unknown(),
    records,
    authenticate: () => ({ ok: true }),
    normalise: ({ body }) => ({
      kind: 'events',
      events: z.array(SourceEvent).parse(JSON.parse(Buffer.from(body).toString())),
      ignored: 0,
    }),
    fetch: async ({ subject }) => records.get(subject) ?? { kind: 'absent' },
    snapshot: (file, context) =>
      csv.snapshot?.(file, { ...context, config: csv.config.parse({}) }) ?? { kind: 'invalid', what: 'no CSV' },
  };
}

/** A record that a fetch finds. */
export function aRecord(subject: string, statement: Omit<Statement, 'whole'>): Fetched {
  return { kind: 'found', subject, statement: { whole: true, ...statement } };
}
