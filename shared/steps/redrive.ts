// Takes stopped work up again: operations at the next revision, parked events under a new id that names the old, undecided ones at once.
import {
  dueAt,
  dueShard,
  eventId,
  INBOX_GRACE_MS,
  type InboxRow,
  inboxKey,
  inboxRow,
  inboxWakeup,
} from '../core/inbox.ts';
import { vendorName } from '../core/trace.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Item } from '../ports/table.ts';
import { attention, type PersonAttention } from './attention.ts';
import { type EventAttention, seenDeliveryWrite, seenReturnWrite, unlistedEventWrite } from './attention-rows.ts';
import { decidePerson } from './decide.ts';
import { recordDeed } from './deeds.ts';
import { wake } from './wake.ts';

export interface RedriveRequest {
  readonly actor: string;
  /** Only this person's parked operations and events; without it, everybody's. */
  readonly person?: string;
  /** Only this parked event. */
  readonly event?: string;
}

/** What was taken up again. */
export interface Redriven {
  readonly operations: number;
  readonly events: number;
  /** Sources whose unreadable entries somebody has seen to. Nothing of them can be taken up again; they go from the list. */
  readonly deliveries: number;
  /** Versions that were taken back by themselves, and somebody has seen it. */
  readonly returns: number;
}

/** Redrives what the request names. What is not parked any more is left alone. */
export const redrive =
  (ports: Pipeline) =>
  async ({ actor, person, event }: RedriveRequest): Promise<Redriven> => {
    const waiting = await attention(ports);
    const people = event === undefined ? waiting.people.filter(({ person: id }) => (person ?? id) === id) : [];
    const events = waiting.events.filter(
      (parked) =>
        (event === undefined || event === parked.event || event === vendorName(parked.event)) &&
        (person === undefined || personOf(ports, parked) === person),
    );
    let operations = 0;
    for (const waits of people) operations += await redrivePerson(ports, waits, actor);
    for (const parked of events) await redriveEvent(ports, parked, actor);
    const deliveries = person === undefined && event === undefined ? waiting.deliveries : [];
    for (const { source } of deliveries) await seen(ports, source, actor);
    const returns = person === undefined && event === undefined ? waiting.returns : [];
    for (const { version } of returns) await seenReturn(ports, version, actor);
    return { operations, events: events.length, deliveries: deliveries.length, returns: returns.length };
  };

function seen(ports: Pipeline, source: string, actor: string): Promise<void> {
  const cause = 'entries that could not be read are seen to';
  return recordDeed(ports, {
    noun: 'source',
    id: source,
    actor,
    act: 'redriven',
    cause,
    with: [seenDeliveryWrite(ports, source)],
  });
}

function seenReturn(ports: Pipeline, version: string, actor: string): Promise<void> {
  const deed = { noun: 'policy', id: version, actor, act: 'redriven', cause: 'its return is seen to' } as const;
  return recordDeed(ports, { ...deed, with: [seenReturnWrite(ports)] });
}

/** How many of the person's operations were parked or refused and are wished again. */
async function redrivePerson(ports: Pipeline, { person, stopped }: PersonAttention, actor: string): Promise<number> {
  const targets = stopped.filter(({ state }) => state === 'parked' || state === 'refused').map(({ target }) => target);
  if (targets.length === 0) return 0;
  const decided = await decidePerson(ports)({ person, actor, prompt: { kind: 'redrive', targets } });
  return decided.kind === 'decided' ? decided.decision.wished.filter((target) => targets.includes(target)).length : 0;
}

function personOf({ settings }: Pipeline, { source, subject }: EventAttention): string {
  return `${settings.sources[source]?.people ?? ''}-${subject}`;
}

async function redriveEvent(ports: Pipeline, { source, subject, event }: EventAttention, actor: string): Promise<void> {
  const { tenant } = ports.settings;
  const item = await ports.table.get(inboxKey({ tenant, source, subject, event }));
  if (!item) return;
  const row = inboxRow(item);
  if (row.end === undefined) return tryNow(ports, row, actor);
  const again = anew(ports, item, `${row.vendorId}~${ports.ids.next().slice(-6)}`);
  await recordDeed(ports, {
    noun: 'source',
    id: source,
    actor,
    act: 'redriven',
    cause: event,
    with: [{ kind: 'put', item: again, when: { kind: 'absent' } }, unlistedEventWrite(ports, event)],
  });
  await wake(ports, [inboxWakeup({ ...row, event: again.sk }, ports.digest.sha256(again.sk), ports.digest.sha256)]);
}

/** An event that waits for its next try is not another one for that. */
async function tryNow(ports: Pipeline, row: InboxRow, actor: string): Promise<void> {
  const { source: id, event } = row;
  await recordDeed(ports, { noun: 'source', id, actor, act: 'redriven', cause: event });
  await wake(ports, [inboxWakeup(row, ports.digest.sha256(ports.ids.next()), ports.digest.sha256)]);
}

/** Another event, of the same fact: what takes the old one back takes this one back. */
function anew({ clock, digest, settings }: Pipeline, item: Item, vendorId: string): Item {
  const { end, cause, missing, listed, ...fields } = item.fields;
  const sk = eventId(String(fields.source), { subject: String(fields.subject), vendorId });
  const index = { shard: dueShard(settings.tenant, item.pk, digest.sha256), at: dueAt(clock.now() + INBOX_GRACE_MS) };
  return { ...item, sk, fields: { ...fields, tries: 0, redrives: item.sk }, index };
}
