// Sources with one fault each, of kinds that real ones have had; the suite of laws must catch every one.
import { createHmac } from 'node:crypto';
import type { Normalised, RawRequest, Source } from '../../shared/ports/source.ts';
import type { SourceWorld } from './world.ts';
import { bambooWorld } from './worlds/bamboohr.ts';
import { oktaWorld } from './worlds/okta.ts';
import { standardWorld } from './worlds/standard.ts';

export interface Planted {
  readonly fault: string;
  readonly world: SourceWorld;
  /** The beginning of the title of a law that must catch it; others may as well. */
  readonly caughtBy: string;
}

type Authenticate = NonNullable<Source['authenticate']>;

function withSource(world: SourceWorld, change: Partial<Source>): SourceWorld {
  return { ...world, source: { ...world.source, ...change } };
}

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
}): SourceWorld {
  const compare = parts.compare ?? ((given, expected) => given === expected);
  const authenticate: Authenticate = (request, { secrets, now }) => {
    const given = request.headers['webhook-signature'] ?? '';
    const isFresh = Math.abs(now - Number(request.headers['webhook-timestamp']) * 1000) <= 300_000;
    if (!(parts.isFresh?.(request, now) ?? isFresh)) return answer(false);
    return answer(secrets.some((secret) => compare(given, mac(secret, request, parts.body?.(request)))));
  };
  return withSource(standardWorld, { authenticate });
}

const real: Authenticate = (request, context) =>
  standardWorld.source.authenticate?.(request, context) ?? { ok: false, reason: 'bad-signature' };

function normaliser(change: (request: RawRequest, good: Normalised) => Normalised, world = standardWorld): SourceWorld {
  return withSource(world, {
    normalise: (request, context) =>
      change(request, world.source.normalise?.(request, context) ?? { kind: 'invalid', what: '' }),
  });
}

let counter = 0;

const signatures: readonly Planted[] = [
  {
    fault: 'compares the signature with ===',
    world: verifier({}),
    caughtBy: 'the signature is compared in a time',
  },
  {
    fault: 'accepts any time',
    world: withSource(standardWorld, {
      authenticate: (request, context) =>
        real(request, { ...context, now: Number(request.headers['webhook-timestamp']) * 1000 }),
    }),
    caughtBy: 'a delivery is accepted for 299 seconds',
  },
  {
    fault: 'accepts what is signed ahead of time',
    world: verifier({ isFresh: ({ headers }, now) => now - Number(headers['webhook-timestamp']) * 1000 <= 300_000 }),
    caughtBy: 'a delivery is accepted for 299 seconds',
  },
  {
    fault: 'reads "1795253400abc" as a time, like the official library',
    world: withSource(standardWorld, {
      authenticate(request, context) {
        const seconds = String(Number.parseInt(request.headers['webhook-timestamp'] ?? '', 10));
        return real({ ...request, headers: { ...request.headers, 'webhook-timestamp': seconds } }, context);
      },
    }),
    caughtBy: 'a delivery with a signed header missing',
  },
  {
    fault: 'verifies the body as it was parsed and written again',
    world: verifier({ body: ({ body }) => JSON.stringify(JSON.parse(Buffer.from(body).toString())) }),
    caughtBy: 'a delivery that the vendor signed',
  },
  {
    fault: 'tries the first secret only',
    world: withSource(standardWorld, {
      authenticate: (request, context) => real(request, { ...context, secrets: context.secrets.slice(0, 1) }),
    }),
    caughtBy: 'while a secret is rotated',
  },
  {
    fault: 'fails on a signature of another length',
    world: verifier({
      compare(given, expected) {
        if (given.length !== expected.length) throw new RangeError('Input buffers must have the same byte length');
        return given === expected;
      },
    }),
    caughtBy: 'no header, however odd',
  },
  {
    fault: 'compares only as much as was given',
    world: verifier({ compare: (given, expected) => given !== '' && expected.startsWith(given) }),
    caughtBy: 'a delivery with a signed header missing',
  },
  {
    fault: 'skips the check when no secret is configured',
    world: withSource(standardWorld, {
      authenticate: (request, context) => (context.secrets.length === 0 ? { ok: true } : real(request, context)),
    }),
    caughtBy: 'without a secret nothing is accepted',
  },
  {
    fault: 'takes another spelling of the same base64',
    world: verifier({
      compare: (given, expected) =>
        given.startsWith('v1,') &&
        Buffer.from(given.slice(3), 'base64').equals(Buffer.from(expected.slice(3), 'base64')),
    }),
    caughtBy: 'a delivery with any one bit of a signed header changed',
  },
  {
    fault: 'does not sign the id, so that it can be replayed under another',
    world: withSource(standardWorld, {
      authenticate: (request, context) =>
        real({ ...request, headers: { ...request.headers, 'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' } }, context),
    }),
    caughtBy: 'a delivery with any one bit of a signed header changed',
  },
];

const meanings: readonly Planted[] = [
  {
    fault: 'fails on a body that is not JSON',
    world: normaliser(({ body }, good) => (JSON.parse(Buffer.from(body).toString()) === 0 ? good : good)),
    caughtBy: 'no bytes, however broken',
  },
  {
    fault: 'repeats the input in its refusal',
    world: normaliser(({ body }, good) =>
      good.kind === 'invalid'
        ? { kind: 'invalid', what: `unexpected: ${Buffer.from(body).toString().slice(-60)}` }
        : good,
    ),
    caughtBy: 'no bytes, however broken',
  },
  {
    fault: 'gives each delivery a new id',
    world: normaliser((_, good) =>
      good.kind === 'events'
        ? { ...good, events: good.events.map((event) => ({ ...event, vendorId: `e${++counter}` })) }
        : good,
    ),
    caughtBy: 'the same delivery twice',
  },
  {
    fault: 'copies names like __proto__ into its objects',
    world: normaliser(({ body }, good) => {
      try {
        merge({}, JSON.parse(Buffer.from(body).toString()));
      } catch {
        // Not JSON: nothing to copy.
      }
      return good;
    }),
    caughtBy: 'names like __proto__',
  },
  {
    fault: 'reads the first event of a batch only',
    world: normaliser(
      (_, good) => (good.kind === 'events' ? { ...good, events: good.events.slice(0, 1) } : good),
      bambooWorld,
    ),
    caughtBy: 'a batch gives every one',
  },
  {
    fault: 'refuses types that it does not know',
    world: normaliser(
      (_, good) =>
        good.kind === 'events' && good.events.length === 0 ? { kind: 'invalid', what: 'unknown type' } : good,
      oktaWorld,
    ),
    caughtBy: 'an event of a type we do not know',
  },
  {
    fault: 'does not send leavers to the urgent lane',
    world: normaliser(
      (_, good) =>
        good.kind === 'events' ? { ...good, events: good.events.map((event) => ({ ...event, leaves: false })) } : good,
      oktaWorld,
    ),
    caughtBy: 'a sample of each occasion',
  },
];

function merge(into: { [name: string]: unknown }, from: { readonly [name: string]: unknown }): void {
  for (const name in from) {
    const value = from[name];
    if (typeof value !== 'object' || value === null) into[name] = value;
    else {
      into[name] ??= {};
      merge(into[name] as { [name: string]: unknown }, value as { [name: string]: unknown });
    }
  }
}

type Fetch = NonNullable<Source['fetch']>;

function fetcher(
  world: SourceWorld,
  change: (good: Awaited<ReturnType<Fetch>>, ...asked: Parameters<Fetch>) => ReturnType<Fetch>,
) {
  const fetch: Fetch = async (request, ports) => {
    const good = await world.source.fetch?.(request, ports);
    return change(good ?? { kind: 'absent' }, request, ports);
  };
  return withSource(world, { fetch });
}

const fault = (good: Awaited<ReturnType<Fetch>>) => (good.kind === 'fault' ? good.fault.kind : good.kind);
const gone = async () => ({ kind: 'absent' as const });

const reads: readonly Planted[] = [
  {
    fault: 'treats a record that is not found as a leave',
    world: fetcher(bambooWorld, async (good, { subject }) =>
      good.kind === 'absent'
        ? {
            kind: 'found',
            subject,
            statement: { whole: true, turns: [{ status: 'left', at: { date: '2026-11-21' } }] },
          }
        : good,
    ),
    caughtBy: 'somebody the vendor does not know is absent',
  },
  {
    fault: 'takes a refused credential for absence',
    world: fetcher(oktaWorld, async (good) => (fault(good) === 'denied' ? gone() : good)),
    caughtBy: 'a credential that is refused',
  },
  {
    fault: 'takes a vendor in trouble for absence',
    world: fetcher(bambooWorld, async (good) => (fault(good) === 'unavailable' ? gone() : good)),
    caughtBy: 'trouble inside the vendor',
  },
  {
    fault: 'does not look when to come back',
    world: fetcher(oktaWorld, async (good) =>
      fault(good) === 'throttled' ? { kind: 'fault', fault: { kind: 'throttled' } } : good,
    ),
    caughtBy: 'a throttled read waits',
  },
  {
    fault: 'takes a success without a record for an empty record',
    world: fetcher(bambooWorld, async (good, { subject }) =>
      fault(good) === 'contractBreach'
        ? { kind: 'found', subject, statement: { whole: true, attributes: {}, turns: [] } }
        : good,
    ),
    caughtBy: 'a success that makes no sense',
  },
  {
    fault: 'uses one credential only',
    world: withSource(oktaWorld, {
      fetch: async (request, ports) =>
        (await oktaWorld.source.fetch?.({ ...request, credentials: request.credentials.slice(0, 1) }, ports)) ?? {
          kind: 'absent',
        },
    }),
    caughtBy: 'while a credential is rotated',
  },
  {
    fault: 'names the person in the fault',
    world: fetcher(oktaWorld, async (good, { subject }) =>
      good.kind === 'fault'
        ? { kind: 'fault', fault: { ...good.fault, detail: `GET /users/${subject} failed` } }
        : good,
    ),
    caughtBy: 'trouble inside the vendor',
  },
  {
    fault: 'asks the API for whatever the event names',
    world: fetcher(bambooWorld, async (good, { subject, config, credentials }, { signal }) => {
      const { url } = config as { url: string };
      if (fault(good) === 'invalid')
        await globalThis.fetch(`${url}/api/v1/employees/${subject}`, {
          signal,
          headers: { 'x-key': credentials[0] ?? '' },
        });
      return good;
    }),
    caughtBy: 'an id that is none is never asked for',
  },
];

export const planted: readonly Planted[] = [...signatures, ...meanings, ...reads];
