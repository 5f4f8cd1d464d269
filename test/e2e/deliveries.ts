// What an HR system sends to a laptop company: signed Standard Webhooks about seeded people.
import { randomUUID } from 'node:crypto';
import { seededPerson } from '../../infra/local/people-seed.ts';
import type { Occasion } from '../../shared/ports/source.ts';
import { standardWebhooks } from '../../shared/sources/standard-webhooks/index.ts';
import { type Laptop, secretOf } from './laptop.ts';

export interface Sent {
  /** The vendor's own id of the delivery: a redelivery carries it again. */
  readonly id: string;
  readonly subject: string;
  readonly userName: string;
  readonly status: number;
  /** Event ids as acknowledged. */
  readonly events: readonly string[];
}

export interface Occurred {
  readonly what: Occasion['what'];
  readonly number: number;
  readonly id?: string;
  /** When it takes effect, from today. */
  readonly days?: number;
}

/** Posts one occasion of seeded person `number`; a company that does not answer gives status 0. */
export async function send(
  laptop: Laptop,
  data: string,
  { what, number, id = randomUUID(), days = -2 }: Occurred,
): Promise<Sent> {
  const { subject, ...attributes } = seededPerson(7, number);
  const now = Date.now() + laptop.ahead();
  const date = new Date(now + days * 24 * 3_600_000).toISOString().slice(0, 10);
  const job =
    what === 'move'
      ? { department: 'Support', title: 'Support Agent' }
      : { department: 'Engineering', title: 'Engineer' };
  const said = what === 'leave' ? {} : { ...attributes, ...job };
  const sample = standardWebhooks.sample?.(
    { what, subject, attributes: said, date },
    {
      secret: secretOf(data, 'frontdesk/sources/standard/webhook'),
      now,
      id,
      config: { headers: 'webhook' },
    },
  );
  if (!sample) throw new Error('the source has no sample');
  const person = { id, subject, userName: attributes.userName ?? '' };
  try {
    const response = await fetch(`${laptop.url}/hooks/standard`, { method: 'POST', ...sample });
    const body = (await response.json()) as { events?: string[] };
    return { ...person, status: response.status, events: body.events ?? [] };
  } catch {
    return { ...person, status: 0, events: [] };
  }
}

/** Asks until it holds; throws with what was seen last. */
export async function eventually<T>(look: () => Promise<T>, holds: (seen: T) => boolean, seconds = 20): Promise<T> {
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > until) throw new Error(`not so after ${seconds} s: ${JSON.stringify(seen).slice(-600)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
