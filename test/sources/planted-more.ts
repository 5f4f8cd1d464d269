// More sources with one fault each: in what they verify, what they tell, and how they read a record.
import type { Normalised, RawRequest, Source } from '../../shared/ports/source.ts';
import type { Planted } from './planted.ts';
import type { SourceWorld } from './world.ts';
import { bambooWorld } from './worlds/bamboohr.ts';
import { oktaWorld } from './worlds/okta.ts';
import { standardWorld } from './worlds/standard.ts';

type Authenticate = NonNullable<Source['authenticate']>;
type Fetch = NonNullable<Source['fetch']>;

function bent(world: SourceWorld, change: Partial<Source>): SourceWorld {
  return { ...world, source: { ...world.source, ...change } };
}

/** Verifies rightly what `change` makes of the request and the secrets. */
function verifying(change: (...asked: Parameters<Authenticate>) => Parameters<Authenticate>): SourceWorld {
  return bent(standardWorld, {
    authenticate: (...asked) =>
      standardWorld.source.authenticate?.(...change(...asked)) ?? { ok: false, reason: 'no-signature' },
  });
}

const withBody = (request: RawRequest, body: Uint8Array): RawRequest => ({ ...request, body });

function telling(change: (good: Normalised, request: RawRequest) => Normalised): SourceWorld {
  return bent(standardWorld, {
    normalise: (request, context) =>
      change(standardWorld.source.normalise?.(request, context) ?? { kind: 'invalid', what: '' }, request),
  });
}

function reading(world: SourceWorld, fetch: (good: Fetch) => Fetch): SourceWorld {
  const good = world.source.fetch;
  if (!good) throw new Error('this world reads no records');
  return bent(world, { fetch: fetch(good) });
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

export const plantedMore: readonly Planted[] = [
  {
    fault: 'mends the end of the body before it verifies',
    world: verifying((request, context) => [
      withBody(request, Buffer.concat([request.body.subarray(0, -1), Buffer.from('}')])),
      context,
    ]),
    caughtBy: 'a delivery with any one bit of its body changed',
  },
  {
    fault: 'trims the body before it verifies',
    world: verifying((request, context) => [
      withBody(request, Buffer.from(Buffer.from(request.body).toString('latin1').trimEnd(), 'latin1')),
      context,
    ]),
    caughtBy: 'a delivery that was cut short or made longer',
  },
  {
    fault: "also takes the secret of the vendor's example",
    world: verifying((request, context) => [
      request,
      { ...context, secrets: [...context.secrets, standardWorld.secrets.foreign.hold] },
    ]),
    caughtBy: 'a delivery signed with a secret that is not ours',
  },
  {
    fault: 'tells everything twice',
    world: telling((good) =>
      good.kind === 'events'
        ? { ...good, events: good.events.flatMap((event) => [event, { ...event, vendorId: `${event.vendorId}-2` }]) }
        : good,
    ),
    caughtBy: 'one delivery about one person',
  },
  {
    fault: 'believes whatever stands in a well-formed body',
    world: telling((_, request) => believed(request)),
    caughtBy: 'a valid delivery with any one value spoilt',
  },
  {
    fault: 'has a sample of a leave that says nothing of leaving',
    world: bent(standardWorld, {
      sample: (occasion, context) => {
        const what = occasion.what === 'leave' ? 'move' : occasion.what;
        return standardWorld.source.sample?.({ ...occasion, what }, context) ?? { headers: {}, body: '' };
      },
    }),
    caughtBy: 'a sample says what the vendor would say',
  },
  {
    fault: 'takes a record for a change',
    world: reading(oktaWorld, (good) => async (request, ports) => {
      const answer = await good(request, ports);
      return answer.kind === 'found' ? { ...answer, statement: { ...answer.statement, whole: false } } : answer;
    }),
    caughtBy: 'the record of somebody known',
  },
  {
    fault: 'takes silence for absence',
    world: reading(bambooWorld, (good) => async (request, ports) => {
      const answer = await good(request, ports);
      return ports.signal.aborted ? { kind: 'absent' } : answer;
    }),
    caughtBy: 'a vendor that does not answer',
  },
  {
    fault: 'goes where it is sent, with its credential',
    world: reading(bambooWorld, (good) => async (request, ports) => {
      const answer = await good(request, ports);
      const { url } = request.config as { readonly url: string };
      const headers = { authorization: request.credentials[0] ?? '' };
      if (answer.kind === 'fault' && answer.fault.kind === 'contractBreach')
        await globalThis.fetch(`${url}/elsewhere`, { headers, signal: ports.signal });
      return answer;
    }),
    caughtBy: 'a redirect is not followed',
  },
];
