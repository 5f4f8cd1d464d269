// "Not in the list any more" as an event: the person left, as of now, says the source whose list was complete.
import { eventId, type InboxAddress, inboxItem, inboxPayload } from '../core/inbox.ts';
import type { SourceEvent } from '../model/event.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item } from '../ports/table.ts';
import { fileEvent } from './import-effect.ts';

export interface Absence {
  readonly source: string;
  readonly person: string;
  /** What proves it: the snapshot or the approved plan. One person and mark is one event. */
  readonly mark: string;
  /** The version of the snapshot that proves it; without one it is newer than all that is known of the person by then. */
  readonly version?: number;
  /** Who imported the list. */
  readonly by?: string;
}

/** The inbox row of a person's absence. It is never urgent: lists are not leave events. */
export async function absence(
  ports: Pipeline,
  { source, person, mark, version, by }: Absence,
): Promise<{ item: Item; address: InboxAddress }> {
  const people = ports.settings.sources[source]?.people ?? '';
  const subject = person.slice(people.length + 1);
  const now = ports.clock.now();
  const at = { instant: new Date(now).toISOString() };
  const event: SourceEvent = {
    vendorId: fileEvent.absent(mark, subject),
    subject,
    leaves: false,
    statement: { whole: false, ...(version !== undefined && { version }), turns: [{ status: 'left', at }] },
  };
  return inboxEvent(ports, { source, ...(by !== undefined && { by }) }, event);
}

/** An event of our own making as an inbox row, its payload under the source's key. */
export async function inboxEvent(
  { settings, clock, vault, digest }: Pipeline,
  { source, by }: Pick<Absence, 'source' | 'by'>,
  event: SourceEvent,
): Promise<{ item: Item; address: InboxAddress }> {
  const sealed = await vault.seal(settings.tenant, `source:${source}`, inboxPayload(event));
  const told = { tenant: settings.tenant, source, receivedAt: clock.now(), sealed, ...(by !== undefined && { by }) };
  const item = inboxItem(event, told, digest.sha256);
  return {
    item,
    address: { tenant: settings.tenant, source, subject: event.subject, event: eventId(source, event) },
  };
}
