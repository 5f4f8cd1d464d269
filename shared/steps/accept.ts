// Takes a webhook in: authenticated on its raw bytes, every event durable in the inbox before the 2xx, then the wake-ups.
import { eventId, inboxItem, inboxPayload, inboxWakeup } from '../core/inbox.ts';
import { problem } from '../core/problem.ts';
import type { SourceEvent } from '../model/event.ts';
import type { ConfiguredSource, Pipeline } from '../ports/pipeline.ts';
import type { Normalised, RawReply, RawRequest } from '../ports/source.ts';
import { WriteRefused } from '../ports/table.ts';
import { unreadableWrite } from './attention-rows.ts';
import { authenticate } from './authenticate.ts';
import { wake } from './wake.ts';

/** Checked before anything is hashed. */
const MOST_BYTES = 1_000_000;
/** Rows written at the same time, so that a batch does not take all connections. */
const SIDE_BY_SIDE = 16;

export type AcceptPorts = Pipeline;

/** A delivery to `/hooks/{source}`. */
export interface Delivery {
  readonly source: string;
  readonly request: RawRequest;
}

/**
 * Answers as the source's vendor wants it. 401 for any signature fault, with one body; 400 signed but not understood; 404, 405,
 * 413; 503 with Retry-After only when storage, secrets or keys do not answer, or its settings cannot be used. A wake-up that is
 * not sent is no failure: the row is in the due index.
 */
export function accept(ports: AcceptPorts): (delivery: Delivery) => Promise<RawReply> {
  return async ({ source: name, request }) => {
    const configured = ports.source(name);
    if (!configured?.source.authenticate || !configured.source.normalise) return problem(404);
    if (configured.unusable !== undefined) return refuseUnusable(ports, name, configured.unusable);
    if (request.method !== 'POST')
      return configured.source.challenge?.(request) ?? problem(405, { headers: { allow: 'POST' } });
    if (request.body.byteLength > MOST_BYTES) return problem(413);
    try {
      const reply = await take(ports, { name, configured, request });
      const accepted = reply.status < 400;
      ports.metrics.add({ DeliveriesAccepted: accepted ? 1 : 0, DeliveriesRefused: accepted ? 0 : 1 });
      return reply;
    } catch (error) {
      ports.metrics.add({ WorkerFailures: 1 });
      ports.log.error('accept-unavailable', { source: name, error: error instanceof Error ? error.name : 'unknown' });
      return problem(503, { headers: { 'retry-after': '5' } });
    }
  };
}

/** The vendor is to come again: what it says is not lost while somebody mends the settings. */
function refuseUnusable({ log, metrics }: AcceptPorts, source: string, why: string): RawReply {
  metrics.add({ WorkerFailures: 1 });
  log.error('source-unusable', { source, why });
  const detail = 'this source is not set up; "frontdesk doctor" says why';
  return problem(503, { detail, headers: { 'retry-after': '300' } });
}

interface Incoming {
  readonly name: string;
  readonly configured: ConfiguredSource;
  readonly request: RawRequest;
}

async function take(ports: AcceptPorts, { name, configured, request }: Incoming): Promise<RawReply> {
  const { source, settings } = configured;
  const { config } = settings;
  const now = ports.clock.now();
  const authentication = await authenticate(configured, request, now);
  if (!authentication?.ok) {
    ports.log.warn('delivery-refused', { source: name, reason: authentication?.reason });
    return problem(401);
  }
  const normalised = source.normalise?.(request, { config, now, digest: ports.digest });
  if (normalised?.kind !== 'events') {
    ports.log.warn('delivery-not-understood', { source: name, what: normalised?.what });
    return problem(400, { detail: normalised?.what ?? 'no events' });
  }
  const events = onceEach(normalised.events);
  await store(ports, { source: name, events, receivedAt: now });
  await wake(
    ports,
    events.map((event) => wakeupOf(ports, name, event)),
  );
  await noteUnreadable(ports, name, normalised);
  ports.log.info('delivery-accepted', { source: name, events: events.length, ignored: normalised.ignored });
  return success(
    configured,
    events.map((event) => eventId(name, event)),
  );
}

/** A vendor that repeats itself within one delivery says it once. */
function onceEach(events: readonly SourceEvent[]): readonly SourceEvent[] {
  return [...new Map(events.map((event) => [`${event.subject}\n${event.vendorId}`, event])).values()];
}

/** Before the sender hears that all is well: what it said of somebody is lost, and it will not say it again. */
async function noteUnreadable(
  ports: AcceptPorts,
  source: string,
  { events, unreadable = 0 }: Extract<Normalised, { kind: 'events' }>,
): Promise<void> {
  if (unreadable === 0) return;
  ports.log.warn('entries-not-understood', { source, unreadable, events: events.length });
  await ports.table.write([unreadableWrite(ports, { source, unreadable })]);
}

interface Batch {
  readonly source: string;
  readonly events: readonly SourceEvent[];
  readonly receivedAt: number;
}

/** Resolves when every row is there, whether we wrote it or an earlier delivery did. */
async function store(ports: AcceptPorts, { source, events, receivedAt }: Batch): Promise<void> {
  for (let from = 0; from < events.length; from += SIDE_BY_SIDE) {
    const some = events.slice(from, from + SIDE_BY_SIDE);
    const writes = some.map((event) => storeOne(ports, { source, event, receivedAt }));
    const failed = (await Promise.allSettled(writes)).find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }
}

async function storeOne(
  { table, vault, digest, settings: { tenant } }: AcceptPorts,
  { source, event, receivedAt }: { readonly source: string; readonly event: SourceEvent; readonly receivedAt: number },
): Promise<void> {
  const sealed = await vault.seal(tenant, `source:${source}`, inboxPayload(event));
  const item = inboxItem(event, { tenant, source, receivedAt, sealed }, digest.sha256);
  try {
    await table.write([{ kind: 'put', item, when: { kind: 'absent' } }]);
  } catch (error) {
    const isRedelivery = error instanceof WriteRefused && error.reason === 'condition';
    if (!isRedelivery) throw error;
  }
}

/** Also for a redelivery: the first delivery may have died between its row and its wake-up. */
function wakeupOf(
  { settings: { tenant }, digest }: AcceptPorts,
  source: string,
  { subject, vendorId, leaves }: SourceEvent,
) {
  const event = eventId(source, { subject, vendorId });
  return inboxWakeup({ tenant, source, subject, event, leaves }, digest.sha256(event), digest.sha256);
}

function success({ source }: ConfiguredSource, events: readonly string[]): RawReply {
  const { status, body } = source.success ?? { status: 202, body: 'ids' };
  if (body === 'empty') return { status };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ events }) };
}
