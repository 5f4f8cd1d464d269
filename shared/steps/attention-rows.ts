// One row in the list of what waits for a person, put or taken away with the write that makes it so.
import { dueAt, type InboxRow } from '../core/inbox.ts';
import type { EventEnd } from '../model/event.ts';
import type { Pipeline } from '../ports/pipeline.ts';
import type { Key, Write } from '../ports/table.ts';

export type Naming = Pick<Pipeline, 'digest' | 'settings' | 'clock'>;

export const SHARDS = 4;

export function partition(tenant: string, shard: number): string {
  return `${tenant}#attention#${shard}`;
}

export function keyOf({ digest, settings }: Naming, name: string): Key {
  const shard = Number.parseInt(digest.sha256(name).slice(0, 4), 16) % SHARDS;
  return { table: 'state', pk: partition(settings.tenant, shard), sk: name };
}

/** `held`: for approvals. `stopped`: for somebody who mends the cause. `unrevoked`: likewise, and somebody may have what they should not. */
export type WaitingKind = 'held' | 'stopped' | 'unrevoked';

/** Its own partition of the sparse index, by age: the oldest is one read, however many wait. */
export function waitingShard(tenant: string, kind: WaitingKind): string {
  return `waits#${tenant}#${kind}`;
}

/** `parked`: nothing goes on by itself; `waiting`: its decision failed, or its record cannot be read; it is tried again later and later. */
export interface EventAttention {
  readonly source: string;
  readonly subject: string;
  readonly event: string;
  readonly state: Extract<EventEnd, 'parked' | 'waiting'>;
  readonly cause: string;
}

/** The last delivery of a source of which some entries could not be read: whoever they spoke of is as before. */
export interface DeliveryAttention {
  readonly source: string;
  readonly unreadable: number;
  readonly at: string;
}

/** A version on trial that was taken back by itself: somebody mends the policy, or says that they have seen it. */
export interface ReturnAttention {
  readonly version: string;
  readonly cause: string;
  readonly at: string;
}

const RETURN = 'v#policy';

/** Lists it, in the place of an earlier one. */
export function returnWrite(ports: Naming, returned: Omit<ReturnAttention, 'at'>): Write {
  const waits: ReturnAttention = { ...returned, at: new Date(ports.clock.now()).toISOString() };
  return listing(ports, { key: keyOf(ports, RETURN), kind: 'stopped', waits: JSON.stringify(waits) });
}

/** Unlists it: another version was published, or somebody has seen to it. */
export function seenReturnWrite(ports: Naming): Write {
  return { kind: 'delete', key: keyOf(ports, RETURN) };
}

/** What waits, and since when it was asked for. */
export interface Waiting {
  readonly kind: WaitingKind;
  readonly waits: string;
  readonly since?: number;
}

/** The row that lists it. */
export function listing(
  { settings, clock }: Naming,
  { key, kind, waits, since = clock.now() }: Waiting & { readonly key: Key },
): Write {
  const index = { shard: waitingShard(settings.tenant, kind), at: dueAt(since) };
  return { kind: 'put', item: { ...key, fields: { waits }, index } };
}

/** Lists an event that stopped. */
export function eventWrite(
  ports: Naming,
  row: InboxRow,
  { state, cause }: Pick<EventAttention, 'state' | 'cause'>,
): Write {
  const { source, subject, event, receivedAt } = row;
  const waits: EventAttention = { source, subject, event, state, cause };
  const key = keyOf(ports, `e#${event}`);
  return listing(ports, { key, kind: 'stopped', waits: JSON.stringify(waits), since: receivedAt });
}

/** Unlists an event that is redriven, or decided after all. */
export function unlistedEventWrite(ports: Naming, event: string): Write {
  return { kind: 'delete', key: keyOf(ports, `e#${event}`) };
}

/** Lists a source whose delivery could be read in part. One row a source, whatever it sends. */
export function unreadableWrite(ports: Naming, { source, unreadable }: Omit<DeliveryAttention, 'at'>): Write {
  const waits: DeliveryAttention = { source, unreadable, at: new Date(ports.clock.now()).toISOString() };
  return listing(ports, { key: keyOf(ports, `d#${source}`), kind: 'stopped', waits: JSON.stringify(waits) });
}

/** Unlists it: somebody has seen to it. */
export function seenDeliveryWrite(ports: Naming, source: string): Write {
  return { kind: 'delete', key: keyOf(ports, `d#${source}`) };
}

/** What the list of what waits says of an event that ends: a parked one is in it, any other is not, or not any more. */
export function endedEventWrites(
  ports: Naming,
  row: InboxRow,
  { end, cause }: { readonly end: EventEnd; readonly cause: string },
): readonly Write[] {
  if (end === 'parked') return [eventWrite(ports, row, { state: end, cause })];
  return row.listed === 1 ? [unlistedEventWrite(ports, row.event)] : [];
}
