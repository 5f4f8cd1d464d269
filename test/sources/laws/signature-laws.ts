// Who may speak: only what the vendor signed, unchanged, now, with a secret that is live.
import fc from 'fast-check';
import { expect } from 'vitest';
import type { RawRequest } from '../../../shared/ports/source.ts';
import type { SourceLaw } from '../source-law.ts';
import { isAuthentic, NOW, type SourceWorld, withHeader } from '../world.ts';
import { comparisons } from './comparisons.ts';

function signed(world: SourceWorld, now = NOW): RawRequest {
  return world.deliver(world.one, { secret: world.secrets.live.sign, now });
}

const held = ({ secrets }: SourceWorld) => ({ hold: [secrets.live.hold] });

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

function expectRefused(world: SourceWorld, request: RawRequest, what: string): void {
  expect(isAuthentic(world, request, held(world)), what).toBe(false);
}

export const signatureLaws: readonly SourceLaw[] = [
  {
    title: 'a delivery that the vendor signed is accepted, byte for byte as it came',
    async check(world) {
      expect(isAuthentic(world, signed(world), held(world))).toBe(true);
    },
  },
  {
    title: 'a delivery with any one bit of its body changed is refused',
    needs: ({ signsBody }) => signsBody,
    async check(world) {
      const request = signed(world);
      for (let bit = 0; bit < request.body.byteLength * 8; bit++)
        expectRefused(world, { ...request, body: flip(request.body, bit) }, `bit ${bit} of the body`);
    },
  },
  {
    title: 'a delivery that was cut short or made longer is refused',
    needs: ({ signsBody }) => signsBody,
    async check(world) {
      const request = signed(world);
      for (let length = 0; length < request.body.byteLength; length++)
        expectRefused(world, { ...request, body: request.body.slice(0, length) }, `${length} bytes of the body`);
      expectRefused(world, { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) }, 'one byte more');
    },
  },
  {
    title: 'a delivery with any one bit of a signed header changed is refused',
    async check(world) {
      const request = signed(world);
      for (const name of world.signedHeaders) {
        const bytes = Buffer.from(request.headers[name] ?? '', 'latin1');
        expect(bytes.length, name).toBeGreaterThan(0);
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const value = Buffer.from(flip(bytes, bit)).toString('latin1');
          expectRefused(world, withHeader(request, name, value), `bit ${bit} of ${name}`);
        }
      }
    },
  },
  {
    title: 'a delivery with a signed header missing, empty, cut short or made longer is refused',
    async check(world) {
      const request = signed(world);
      for (const name of world.signedHeaders) {
        const value = request.headers[name] ?? '';
        for (const other of [undefined, ...Array.from(value, (_, length) => value.slice(0, length))])
          expectRefused(world, withHeader(request, name, other), `${name} cut short`);
      }
      for (const name of world.exactHeaders) {
        const value = request.headers[name] ?? '';
        for (const other of [`${value}abc`, `${value} `, ` ${value}`, `${value}, ${value}`, `${value}.0`, `+${value}`])
          expectRefused(world, withHeader(request, name, other), `${name} made longer`);
      }
    },
  },
  {
    title: 'a delivery signed with a secret that is not ours is refused',
    async check(world) {
      const { live, next, foreign } = world.secrets;
      const forged = world.deliver(world.one, { secret: foreign.sign, now: NOW });
      expect(isAuthentic(world, forged, { hold: [live.hold, next.hold] })).toBe(false);
      expect(isAuthentic(world, signed(world), { hold: [foreign.hold] })).toBe(false);
    },
  },
  {
    title: 'without a secret nothing is accepted, however it is signed',
    async check(world) {
      for (const hold of [[], [''], [' '], ['undefined'], ['', '']])
        for (const secret of ['', ...hold, world.secrets.live.sign])
          expect(isAuthentic(world, deliverAnyhow(world, secret), { hold }), `holding ${hold}`).toBe(false);
    },
  },
  {
    title: 'while a secret is rotated both are accepted, and the old one is not afterwards',
    async check(world) {
      const { live, next } = world.secrets;
      for (const { sign } of [live, next]) {
        const request = world.deliver(world.one, { secret: sign, now: NOW });
        expect(isAuthentic(world, request, { hold: [next.hold, live.hold] }), 'new first').toBe(true);
        expect(isAuthentic(world, request, { hold: [live.hold, next.hold] }), 'old first').toBe(true);
      }
      expect(isAuthentic(world, signed(world), { hold: [next.hold] }), 'after it').toBe(false);
    },
  },
  {
    title: 'a delivery is accepted for 299 seconds and refused after 301, and the same before its time',
    needs: ({ signsTime }) => signsTime,
    async check(world) {
      const at = (seconds: number) => isAuthentic(world, signed(world, NOW - seconds * 1000), held(world));
      expect([299, -299, 0].map(at)).toEqual([true, true, true]);
      expect([301, -301, 86_400, -86_400].map(at)).toEqual([false, false, false, false]);
    },
  },
  {
    title: 'the signature is compared in a time that tells nothing about it',
    needs: ({ compares }) => compares,
    async check(world) {
      const { live, foreign } = world.secrets;
      const forged = world.deliver(world.one, { secret: foreign.sign, now: NOW });
      const lengths = comparisons(() => isAuthentic(world, forged, { hold: [live.hold] }));
      expect(lengths.length).toBeGreaterThan(0);
      expect(lengths.every(([left, right]) => left === right)).toBe(true);
    },
  },
  {
    title: 'no header, however odd, makes the check fail instead of refuse',
    async check(world) {
      const request = signed(world);
      const odd = fc.oneof(
        fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
        fc.constantFrom('', 'v1', 'v1,', 'v1a,', ',', '0'),
      );
      fc.assert(
        fc.property(
          fc.constantFrom(...world.signedHeaders),
          odd,
          fc.uint8Array({ maxLength: 50 }),
          (name, value, body) => {
            expectRefused(world, { ...withHeader(request, name, value), body }, name);
          },
        ),
        { numRuns: 300 },
      );
    },
  },
];

/** A forger signs with whatever text; one that cannot be a key at all signs nothing. */
function deliverAnyhow(world: SourceWorld, secret: string): RawRequest {
  try {
    return world.deliver(world.one, { secret, now: NOW });
  } catch {
    return signed(world);
  }
}
