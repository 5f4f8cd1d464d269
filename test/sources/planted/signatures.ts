// Sources with a fault in whom they believe.
import type { RawRequest } from '../../../shared/ports/source.ts';
import { NOW, type SourceWorld } from '../world.ts';
import { authenticating, type Planted, verifying } from './planted.ts';

/** What the vendor would have sent with this body. */
function genuine(world: SourceWorld, { body }: RawRequest): RawRequest {
  return world.deliver(Buffer.from(body).toString(), { secret: world.secrets.live.sign, now: NOW });
}

/** Compares each signed header with what the vendor would have sent. */
function comparing(isSame: (given: string, expected: string) => boolean): Planted['spoil'] {
  return authenticating((_, world) => (request) => {
    const expected = genuine(world, request);
    return world.signedHeaders.every((name) => isSame(request.headers[name] ?? '', expected.headers[name] ?? ''));
  });
}

const renamed = ({ headers, ...request }: RawRequest, change: (name: string, value?: string) => [string, string?]) => ({
  ...request,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => change(name, value))),
});

export const plantedSignatures: readonly Planted[] = [
  {
    fault: 'looks for headers of another case',
    caughtBy: 'a delivery that the vendor signed',
    spoil: verifying(([request, context]) => [renamed(request, (name, value) => [name.toUpperCase(), value]), context]),
  },
  {
    fault: 'mends the beginning of the body before it verifies',
    caughtBy: 'a delivery with any one bit of its body changed',
    spoil: verifying(([request, context]) => [
      { ...request, body: Buffer.concat([Buffer.from('{'), request.body.subarray(1)]) },
      context,
    ]),
  },
  {
    fault: 'skips the check when there is no body',
    caughtBy: 'a delivery that was cut short or made longer',
    spoil: authenticating((good) => (request, context) => request.body.byteLength === 0 || good(request, context).ok),
  },
  {
    fault: 'compares without regard to case',
    caughtBy: 'a delivery with any one bit of a signed header changed',
    spoil: comparing((given, expected) => given.toLowerCase() === expected.toLowerCase()),
  },
  {
    fault: 'trims headers before it verifies',
    caughtBy: 'a delivery with a signed header missing',
    spoil: verifying(([request, context]) => [renamed(request, (name, value) => [name, value?.trim()]), context]),
  },
  {
    fault: 'compares only as much as was given',
    caughtBy: 'a delivery with a signed header missing',
    spoil: comparing((given, expected) => given !== '' && expected.startsWith(given)),
  },
  {
    fault: "also takes the secret of the vendor's example",
    caughtBy: 'a delivery signed with a secret that is not ours',
    spoil: verifying(([request, context], { secrets }) => [
      request,
      { ...context, secrets: [...context.secrets, secrets.foreign.hold] },
    ]),
  },
  {
    fault: 'skips the check when no secret is configured',
    caughtBy: 'without a secret nothing is accepted',
    spoil: authenticating((good) => (request, context) => context.secrets.length === 0 || good(request, context).ok),
  },
  {
    fault: 'tries the first secret only',
    caughtBy: 'while a secret is rotated',
    spoil: verifying(([request, context]) => [request, { ...context, secrets: context.secrets.slice(0, 1) }]),
  },
  {
    fault: 'takes what is a day old',
    caughtBy: 'a delivery is accepted for 299 seconds',
    spoil: authenticating(
      (good) => (request, context) =>
        [0, 86_400_000].some((age) => good(request, { ...context, now: context.now - age }).ok),
    ),
  },
  {
    fault: 'compares the signature with ===',
    caughtBy: 'the signature is compared in a time',
    spoil: comparing((given, expected) => given === expected),
  },
  {
    fault: 'fails on a signature of another length',
    caughtBy: 'no header, however odd',
    throws: 'RangeError',
    spoil: comparing((given, expected) => {
      if (given.length !== expected.length) throw new RangeError('Input buffers must have the same byte length');
      return given === expected;
    }),
  },
];
