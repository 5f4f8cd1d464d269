// Okta's event hook: a static secret, a one-time challenge, and batches of System Log events that only say who changed.

import * as z from 'zod';
import { vendorIdOf } from '../../core/vendor-id.ts';
import type { SourceEvent } from '../../model/event.ts';
import type { Digest } from '../../ports/runtime.ts';
import type { Authentication, Normalised, RawReply, RawRequest } from '../../ports/source.ts';
import { bodyJson, entriesOf } from '../delivery.ts';
import { equalText } from '../signature.ts';
import { StatedTime } from '../stated-time.ts';

/** Below this a static secret is guessed too soon; it counts as none. */
const LEAST_SECRET = 16;

/** Okta user ids. Log-ins and `me`, which the API takes too, are not ids. */
export const UserId = z.string().regex(/^00[A-Za-z0-9]{8,38}$/);

/** A short one is no secret. */
export function isSecret(text: string): boolean {
  return text.length >= LEAST_SECRET;
}

export function authenticate(request: RawRequest, secrets: readonly string[], header: string): Authentication {
  const given = request.headers[header];
  const live = secrets.filter(isSecret);
  if (!given) return { ok: false, reason: 'no-signature' };
  if (live.length === 0) return { ok: false, reason: 'no-secret' };
  const matches = live.filter((secret) => equalText(given, secret));
  return matches.length > 0 ? { ok: true } : { ok: false, reason: 'bad-signature' };
}

/** The one-time verification: the value comes back as JSON. Only what Okta could have sent is answered. */
export function challenge(request: RawRequest): RawReply | undefined {
  const value = request.headers['x-okta-verification-challenge'];
  if (request.method !== 'GET' || value === undefined || !/^[A-Za-z0-9_-]{1,200}$/.test(value)) return undefined;
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ verification: value }),
  };
}

/** Events after which the user's record must be read. */
const READ_AFTER = new Set([
  'user.lifecycle.create',
  'user.lifecycle.activate',
  'user.lifecycle.reactivate',
  'user.lifecycle.unsuspend',
  'user.lifecycle.suspend',
  'user.lifecycle.deactivate',
  'user.lifecycle.delete.initiated',
  'user.account.update_profile',
]);
const LEAVING = new Set(['user.lifecycle.suspend', 'user.lifecycle.deactivate', 'user.lifecycle.delete.initiated']);

const LogEvent = z.object({
  uuid: z.string().min(1).max(200),
  /** Nothing depends on it: the record is read as it is now. */
  published: StatedTime.optional().catch(undefined),
  eventType: z.string(),
  outcome: z.object({ result: z.string() }).nullish(),
  target: z.array(z.object({ id: z.unknown(), type: z.unknown() })).nullish(),
});
type LogEvent = z.infer<typeof LogEvent>;

const Hook = z.object({ data: z.object({ events: z.array(z.unknown()).max(5_000) }) });

function usersOf({ eventType, outcome, target }: LogEvent): readonly string[] {
  if (outcome?.result !== 'SUCCESS' || !READ_AFTER.has(eventType)) return [];
  const users = (target ?? []).filter(({ type }) => type === 'User').map(({ id }) => id);
  return [...new Set(users.filter((id) => UserId.safeParse(id).success).map(String))];
}

/** One event a user; the log event's `uuid` is its id. Okta's order means nothing: each is a reason to read the record. */
export function normalise(request: RawRequest, digest: Digest): Normalised {
  const parsed = Hook.safeParse(bodyJson(request.body));
  const entries = parsed.success ? entriesOf(parsed.data.data.events, LogEvent) : undefined;
  if (!entries) return { kind: 'invalid', what: 'data.events is not a list of log events' };
  const { readable, unreadable } = entries;
  const found = readable.map((log) => eventsOf(log, digest));
  const ignored = found.filter((events) => events.length === 0).length;
  return { kind: 'events', events: found.flat(), ignored, ...(unreadable > 0 && { unreadable }) };
}

function eventsOf(log: LogEvent, digest: Digest): readonly SourceEvent[] {
  const users = usersOf(log);
  return users.map((subject) => ({
    vendorId: vendorIdOf(users.length > 1 ? `${log.uuid}:${subject}` : log.uuid, digest),
    subject,
    leaves: LEAVING.has(log.eventType),
    ...(log.published !== undefined && { occurredAt: log.published }),
  }));
}
