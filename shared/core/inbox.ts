// Where an event waits until it is decided: the inbox row, its place in the due index, and the wake-up that points at it.
import * as z from 'zod';
import { EventEnd, type SourceEvent, Statement } from '../model/event.ts';
import type { Message } from '../ports/queue.ts';
import type { Digest } from '../ports/runtime.ts';
import type { Item, Key } from '../ports/table.ts';

/** How long the wake-up has before the sweep looks for the row itself. */
export const INBOX_GRACE_MS = 60_000;

/** What names an inbox row; also the body of its wake-up. `event` is the event's id in Frontdesk. */
export interface InboxAddress {
  readonly tenant: string;
  readonly source: string;
  readonly subject: string;
  readonly event: string;
}

/**
 * An event's id in Frontdesk, `source:subject:vendorId`: a redelivery has the same one, one delivery about two people has
 * two, and the id says where its row lies.
 */
export function eventId(source: string, { subject, vendorId }: Pick<SourceEvent, 'subject' | 'vendorId'>): string {
  return `${source}:${subject.replaceAll('%', '%25').replaceAll(':', '%3A')}:${vendorId}`;
}

/** Where the row of an event lies; undefined when the text is no event's id. */
export function inboxAddress(tenant: string, event: string): InboxAddress | undefined {
  const [, source, subject] = /^([^:]+):([^:]+):./.exec(event) ?? [];
  if (source === undefined || subject === undefined) return undefined;
  return { tenant, source, subject: subject.replaceAll('%3A', ':').replaceAll('%25', '%'), event };
}

/** One partition holds all that a source ever said of one person, one row an event. */
export function inboxKey({ tenant, source, subject, event }: InboxAddress): Key {
  return { table: 'state', pk: `${tenant}#in#${source}#${subject}`, sk: event };
}

/** The due index partition of whatever `text` (a partition key) names: one of 16 a tenant. */
export function dueShard(tenant: string, text: string, sha256: Digest['sha256']): string {
  const shard = Number.parseInt(sha256(text).slice(0, 1), 16);
  return `due#${tenant}#${String(shard).padStart(2, '0')}`;
}

/** The sixteen partitions of a tenant's due index, in order. */
export function dueShards(tenant: string): readonly string[] {
  return Array.from({ length: 16 }, (_, shard) => `due#${tenant}#${String(shard).padStart(2, '0')}`);
}

/** A moment (ms since the epoch) as the index sorts it. */
export function dueAt(ms: number): string {
  return String(Math.max(0, Math.floor(ms))).padStart(15, '0');
}

/** What is sealed in the row: everything that is personal. */
export const InboxPayload = z.object({ statement: Statement.optional(), occurredAt: z.string().optional() });
export type InboxPayload = z.infer<typeof InboxPayload>;

/** The text to seal, for the owner `source:<source>`. */
export function inboxPayload({ statement, occurredAt }: SourceEvent): string {
  return JSON.stringify({ ...(statement && { statement }), ...(occurredAt !== undefined && { occurredAt }) });
}

const flag = z.union([z.literal(0), z.literal(1)]);
const InboxFields = z.object({
  source: z.string(),
  subject: z.string(),
  vendorId: z.string(),
  receivedAt: z.number(),
  leaves: flag,
  thin: flag,
  sealed: z.string().optional(),
  tries: z.number(),
  missing: z.number().optional(),
  by: z.string().optional(),
  listed: z.literal(1).optional(),
  end: EventEnd.optional(),
});

/** An inbox row as the steps see it. Without `end` nobody has decided it yet; `sealed` goes when it need not be kept. */
export interface InboxRow extends InboxAddress {
  readonly vendorId: string;
  readonly receivedAt: number;
  readonly leaves: boolean;
  readonly thin: boolean;
  readonly sealed?: string;
  readonly tries: number;
  /** Those of the tries at which the source had no such record. */
  readonly missing?: number;
  /** Who imported the file that it comes from. */
  readonly by?: string;
  /** Its decision failed before, or its record could not be read: it is among what waits for the operators. */
  readonly listed?: 1;
  readonly end?: EventEnd;
}

/** A new row, due after its grace; `sealed` is `inboxPayload` under the source's key. */
export function inboxItem(
  event: SourceEvent,
  { tenant, source, receivedAt, sealed, by }: Pick<InboxRow, 'tenant' | 'source' | 'receivedAt' | 'sealed' | 'by'>,
  sha256: Digest['sha256'],
): Item {
  const { subject, vendorId, leaves, statement } = event;
  const key = inboxKey({ tenant, source, subject, event: eventId(source, event) });
  const fields = { source, subject, vendorId, receivedAt, leaves: leaves ? 1 : 0, thin: statement ? 0 : 1, tries: 0 };
  return {
    ...key,
    fields: { ...fields, ...(sealed !== undefined && { sealed }), ...(by !== undefined && { by }) },
    index: { shard: dueShard(tenant, key.pk, sha256), at: dueAt(receivedAt + INBOX_GRACE_MS) },
  };
}

/** Reads a stored row; throws when the item is none. */
export function inboxRow(item: Item): InboxRow {
  const { leaves, thin, ...fields } = InboxFields.parse(item.fields);
  const [tenant = ''] = item.pk.split('#', 1);
  return { tenant, event: item.sk, ...fields, leaves: leaves === 1, thin: thin === 1 };
}

/** Amazon SQS takes at most 128 characters of printable ASCII as a message group. */
const GROUP = /^[!-~]{1,128}$/;

/**
 * The wake-up of a row. Intake gives the digest of the event id as `deduplicationId`; a sweep gives a fresh one, or
 * SQS would swallow it.
 */
export function inboxWakeup(
  row: Pick<InboxRow, keyof InboxAddress | 'leaves'>,
  deduplicationId: string,
  sha256: Digest['sha256'],
): Message {
  const { tenant, source, subject, event, leaves } = row;
  const group = `${tenant}#${source}#${subject}`;
  return {
    queue: leaves ? 'events-urgent' : 'events',
    group: GROUP.test(group) ? group : sha256(group),
    deduplicationId,
    body: { tenant, source, subject, event },
  };
}
