// One event through a deployed stage, signed as its vendor would: from the door to its end in the audit log. It says nothing new of anybody.
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { eventId } from '../shared/core/inbox.ts';
import { digest, ids } from '../shared/lambda/machine.ts';
import type { Settings } from '../shared/model/settings.ts';
import type { RawRequest } from '../shared/ports/source.ts';
import { fitSource } from '../shared/wire/fit.ts';
import type { Door, Listener, Probed } from './smoke.ts';

export interface SmokeEvent {
  readonly settings: Settings;
  /** Its name in the settings. */
  readonly source: string;
  /** The id of a person at the source. */
  readonly subject: string;
  /** What its webhooks are signed with. */
  readonly secret: string;
}

/** The event waits no longer for its end, ms. */
const PATIENCE = 90_000;

/**
 * Sends a change without a changed attribute and follows it until it is decided. A source that sends ids only is asked for the person's record,
 * as after any of its events. Never throws for what the stage does.
 */
export async function sendEvent(door: Door, event: SmokeEvent, listener: Listener): Promise<Probed> {
  const says = `a signed event of "${event.source}" about "${event.subject}", which changes nothing, goes through to its end`;
  listener.begins(says);
  const started = performance.now();
  const { ok, answer } = await follow(door, event).catch((error: unknown) => {
    return { ok: false, answer: error instanceof Error ? error.message : 'no answer' };
  });
  const probed = { says, ok, answer, ms: Math.round(performance.now() - started) };
  listener.ended(probed);
  return probed;
}

async function follow(door: Door, event: SmokeEvent): Promise<Pick<Probed, 'ok' | 'answer'>> {
  const { id, request } = await deliveryOf(event);
  const response = await fetch(`${door.url.replace(/\/$/, '')}/hooks/${event.source}`, {
    method: 'POST',
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value ?? ''])),
    body: new Blob([new Uint8Array(request.body)]),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) return { ok: false, answer: `the door answered ${response.status}` };
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(1_000)) {
    const end = await endOf(door, id);
    if (end !== undefined && end !== 'waiting')
      return { ok: end !== 'parked' && end !== 'refused', answer: `${end}: npx frontdesk trace ${id}` };
  }
  return { ok: false, answer: `undecided after ${PATIENCE / 1000} s: npx frontdesk trace ${id}` };
}

/** What the vendor would send, and the event's id as the stage will call it. */
async function deliveryOf({ settings, source: name, subject, secret }: SmokeEvent) {
  const configured = settings.sources[name];
  const fit = configured && (await fitSource(configured));
  if (fit?.kind !== 'fit' || !fit.part.sample || !fit.part.normalise)
    throw new Error(`the settings name no source "${name}" that sends webhooks`);
  const { part: source, config } = fit;
  const now = Date.now();
  const occasion = { what: 'move', subject, attributes: {}, date: new Date(now).toISOString().slice(0, 10) } as const;
  const sample = source.sample?.(occasion, { secret, now, id: ids.next(), config });
  const body = Buffer.from(sample?.body ?? '');
  const request: RawRequest = { method: 'POST', headers: sample?.headers ?? {}, body };
  const normalised = source.normalise?.(request, { config, now, digest });
  const [first] = normalised?.kind === 'events' ? normalised.events : [];
  if (!first) throw new Error(`"${name}" makes no event of a change of "${subject}"`);
  return { id: eventId(name, first), request };
}

const Trace = z.object({ end: z.string() });

/** Undefined when the stage does not tell. */
async function endOf({ url, token }: Door, event: string): Promise<string | undefined> {
  const response = await fetch(`${url.replace(/\/$/, '')}/operator/trace/${encodeURIComponent(event)}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const told = Trace.safeParse(response.ok ? await response.json() : undefined);
  return told.success ? told.data.end : undefined;
}
