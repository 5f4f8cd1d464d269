// Faults of Standard Webhooks alone, as they are found in many a repository; the suite of laws must catch every one.
import { createHmac } from 'node:crypto';
import type { Normalised, RawRequest, Source } from '../../../shared/ports/source.ts';
import { type Planted, spoilt, telling, verifying } from './planted.ts';

type Authenticate = NonNullable<Source['authenticate']>;

const answer = (ok: boolean) => (ok ? ({ ok } as const) : ({ ok, reason: 'bad-signature' } as const));

function mac(secret: string, request: RawRequest, body: Uint8Array | string = request.body): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const { 'webhook-id': id, 'webhook-timestamp': seconds } = request.headers;
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`;
}

/** A verifier as it is found in many a repository: right, but for what is passed in. */
function verifier(parts: {
  compare?: (given: string, expected: string) => boolean;
  isFresh?: (request: RawRequest, now: number) => boolean;
  body?: (request: RawRequest) => Uint8Array | string;
}): Planted['spoil'] {
  const compare = parts.compare ?? ((given, expected) => given === expected);
  const authenticate: Authenticate = (request, { secrets, now }) => {
    const given = request.headers['webhook-signature'] ?? '';
    const isFresh = Math.abs(now - Number(request.headers['webhook-timestamp']) * 1000) <= 300_000;
    if (!(parts.isFresh?.(request, now) ?? isFresh)) return answer(false);
    return answer(secrets.some((secret) => compare(given, mac(secret, request, parts.body?.(request)))));
  };
  return (world) => spoilt(world, { authenticate });
}

/** The first event with whatever stands in the body, unchecked. */
function believed({ body }: RawRequest): Normalised {
  try {
    const { data } = JSON.parse(Buffer.from(body).toString());
    const statement = { whole: false, attributes: data.attributes };
    return { kind: 'events', ignored: 0, events: [{ subject: '4711', vendorId: 'v', leaves: false, statement }] };
  } catch {
    return { kind: 'invalid', what: 'not JSON' };
  }
}

export const plantedStandard: readonly Planted[] = [
  {
    fault: 'mends the end of the body before it verifies',
    caughtBy: 'a delivery with any one bit of its body changed',
    spoil: verifying(([request, context]) => [
      { ...request, body: Buffer.concat([request.body.subarray(0, -1), Buffer.from('}')]) },
      context,
    ]),
  },
  {
    fault: 'trims the body before it verifies',
    caughtBy: 'a delivery that was cut short or made longer',
    spoil: verifying(([request, context]) => [
      { ...request, body: Buffer.from(Buffer.from(request.body).toString('latin1').trimEnd(), 'latin1') },
      context,
    ]),
  },
  {
    fault: 'accepts what is signed ahead of time',
    spoil: verifier({ isFresh: ({ headers }, now) => now - Number(headers['webhook-timestamp']) * 1000 <= 300_000 }),
    caughtBy: 'a delivery is accepted for 299 seconds',
  },
  {
    fault: 'reads "1795253400abc" as a time, like the official library',
    spoil: verifying(([request, context]) => {
      const seconds = String(Number.parseInt(request.headers['webhook-timestamp'] ?? '', 10));
      return [{ ...request, headers: { ...request.headers, 'webhook-timestamp': seconds } }, context];
    }),
    caughtBy: 'a delivery with a signed header missing',
  },
  {
    fault: 'verifies the body as it was parsed and written again',
    spoil: verifier({ body: ({ body }) => JSON.stringify(JSON.parse(Buffer.from(body).toString())) }),
    caughtBy: 'a delivery that the vendor signed',
  },
  {
    fault: 'takes another spelling of the same base64',
    spoil: verifier({
      compare: (given, expected) =>
        given.startsWith('v1,') &&
        Buffer.from(given.slice(3), 'base64').equals(Buffer.from(expected.slice(3), 'base64')),
    }),
    caughtBy: 'a delivery with any one bit of a signed header changed',
  },
  {
    fault: 'does not sign the id, so that it can be replayed under another',
    spoil: verifying(([request, context]) => [
      { ...request, headers: { ...request.headers, 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' } },
      context,
    ]),
    caughtBy: 'a delivery with any one bit of a signed header changed',
  },
  {
    fault: 'believes whatever stands in a well-formed body',
    spoil: telling((_, request) => believed(request)),
    caughtBy: 'a valid delivery with any one value spoilt',
  },
  {
    fault: 'has a sample of a leave that says nothing of leaving',
    spoil: (world) =>
      spoilt(world, {
        sample: (occasion, context) => {
          const what = occasion.what === 'leave' ? 'move' : occasion.what;
          return world.source.sample?.({ ...occasion, what }, context) ?? { headers: {}, body: '' };
        },
      }),
    caughtBy: 'a sample says what the vendor would say',
  },
  {
    fault: 'makes a secret that it would not take itself',
    spoil: (world) => spoilt(world, { newSecret: ([byte = 0]) => `whsec_${byte}` }),
    caughtBy: 'a secret that is made here',
  },
  {
    fault: 'takes any text for a secret',
    spoil: (world) => spoilt(world, { isSecret: () => true }),
    caughtBy: 'a text that nothing could be signed with',
  },
];
