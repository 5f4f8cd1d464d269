// Standard Webhooks, signed by the official library (v1) and by node:crypto alone (v1a).
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { standardWebhooks } from '../../../shared/sources/standard-webhooks/index.ts';
import { notHere, type Secret, type SourceWorld } from '../world.ts';

const one = `{
  "type": "person.changed",
\t"timestamp": "2026-11-21T09:29:58Z",
  "data": { "id": "4711", "version": 3, "zone": "Pacific/Auckland", "attributes": { "title": "Cook", "site": null } }
}`;

const common = {
  source: standardWebhooks,
  config: {},
  signedHeaders: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
  exactHeaders: ['webhook-id', 'webhook-timestamp'],
  signsBody: true,
  signsTime: true,
  one,
  unknown: '{"type":"invoice.paid","timestamp":"2026-11-21T09:29:58Z","data":{"id":"4711"}}',
  batch: notHere('the standard sends one event a delivery'),
  subject: '4711',
  brings: 'facts',
  api: notHere('events bring the facts along'),
} as const;

function request(
  body: string,
  { id, now, signature }: { readonly id: string; readonly now: number; readonly signature: string },
) {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(now / 1000), 'webhook-signature': signature };
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: Buffer.from(body) };
}

const id = 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W';

function symmetric(fill: number): Secret {
  const text = `whsec_${Buffer.alloc(32, fill).toString('base64')}`;
  return { sign: text, hold: text };
}

/** v1: HMAC-SHA256 by the official library. */
export const standardWorld: SourceWorld = {
  ...common,
  secrets: { live: symmetric(1), next: symmetric(2), foreign: symmetric(3) },
  compares: true,
  deliver: (body, { secret, now }) =>
    request(body, { id, now, signature: new Webhook(secret).sign(id, new Date(now), body) }),
};

const keys = new Map<string, KeyObject>();

/** The raw 32 bytes end both encodings of an ed25519 key (RFC 8410). */
function asymmetric(): Secret {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const secret = `whsk_${privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32).toString('base64')}`;
  keys.set(secret, privateKey);
  const hold = `whpk_${publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
  return { sign: secret, hold };
}

/** v1a: ed25519; the text that is signed is put together by hand. */
export const publicKeyWorld: SourceWorld = {
  ...common,
  secrets: { live: asymmetric(), next: asymmetric(), foreign: asymmetric() },
  compares: notHere('a public key verifies, nothing is compared'),
  deliver(body, { secret, now }) {
    const key = keys.get(secret);
    if (!key) throw new Error('not a key of this world');
    const signature = sign(null, Buffer.from(`${id}.${now / 1000}.${body}`), key).toString('base64');
    return request(body, { id, now, signature: `v1a,${signature}` });
  },
};

/** The spelling of svix's headers. */
export const svixWorld: SourceWorld = {
  ...standardWorld,
  config: { headers: 'svix' },
  signedHeaders: ['svix-id', 'svix-timestamp', 'svix-signature'],
  exactHeaders: ['svix-id', 'svix-timestamp'],
  deliver(body, { secret, now }) {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key)
      .update(`${id}.${now / 1000}.${body}`)
      .digest('base64');
    const headers = { 'svix-id': id, 'svix-timestamp': String(now / 1000), 'svix-signature': `v1,${signature}` };
    return { method: 'POST', headers, body: Buffer.from(body) };
  },
};
