// Anything that speaks Standard Webhooks and our person events: signed, fat, one event a delivery.

import * as z from 'zod';
import { vendorIdOf } from '../../core/vendor-id.ts';
import type { Occasion, Source } from '../../ports/source.ts';
import { bodyJson, digestId } from '../delivery.ts';
import { personEvent } from './person-event.ts';
import { authenticate, isSecret, signature } from './signing.ts';

const Config = z.strictObject({
  /** How the sender names its three headers: `webhook-id` (the standard) or `svix-id`. */
  headers: z.enum(['webhook', 'svix']).default('webhook'),
});
type Config = z.infer<typeof Config>;

export const standardWebhooks: Source<Config> = {
  name: 'standard-webhooks',
  config: Config,

  authenticate: (request, { secrets, now, config }) => authenticate(request, { secrets, now, prefix: config.headers }),

  normalise(request, { config, digest }) {
    const id = request.headers[`${config.headers}-id`];
    const text = Buffer.from(request.body).toString('base64');
    const vendorId = id ? vendorIdOf(id, digest) : digestId([text], digest);
    return personEvent(bodyJson(request.body), { vendorId, rescindedId: (other) => vendorIdOf(other, digest) });
  },

  /** Symmetric secrets are the receiver's to choose; of an asymmetric pair the sender keeps the private half (`whpk_`). */
  newSecret: (random, current) =>
    current.startsWith('whsec_') ? `whsec_${Buffer.from(random).toString('base64')}` : undefined,

  isSecret,

  sample(occasion, { secret, now, id, config }) {
    const body = JSON.stringify(sampleBody(occasion, now));
    const signed = { id: `msg_${id}`, seconds: String(Math.floor(now / 1000)), body: Buffer.from(body) };
    const { headers: prefix } = config;
    return {
      headers: {
        'content-type': 'application/json',
        [`${prefix}-id`]: signed.id,
        [`${prefix}-timestamp`]: signed.seconds,
        [`${prefix}-signature`]: signature(secret, signed),
      },
      body,
    };
  },
};

const typeOf = {
  hire: 'person.hired',
  move: 'person.changed',
  leave: 'person.left',
  rehire: 'person.rehired',
} as const;

function sampleBody({ what, subject, attributes, date }: Occasion, now: number) {
  const when = what === 'leave' ? { lastDay: date } : { effective: date };
  const data = { id: subject, ...when, ...(what !== 'leave' && { attributes }) };
  return { type: typeOf[what], timestamp: new Date(now).toISOString(), data };
}
