// What a signed delivery means: events that fit the model, whatever the bytes, and never a word of the input in a refusal.
import fc from 'fast-check';
import { expect } from 'vitest';
import { eventId } from '../../../shared/core/inbox.ts';
import { SourceEvent } from '../../../shared/model/event.ts';
import { EventId } from '../../../shared/model/ids.ts';
import type { Normalised, RawRequest } from '../../../shared/ports/source.ts';
import type { SourceLaw } from '../source-law.ts';
import { isHere, NOW, normalised, type SourceWorld } from '../world.ts';

const CANARY = 'canary-5e1f';

function request(world: SourceWorld, body: string): RawRequest {
  return world.deliver(body, { secret: world.secrets.live.sign, now: NOW });
}

function bytes(world: SourceWorld, body: Uint8Array): RawRequest {
  return { ...request(world, world.one), body };
}

/** All events are of the model and fit into keys; a refusal is a sentence of ours. */
function expectSound(answer: Normalised): void {
  if (answer.kind === 'invalid') {
    expect(answer.what).not.toContain(CANARY);
    expect(answer.what.length).toBeLessThan(200);
    return;
  }
  for (const event of answer.events) {
    expect(SourceEvent.safeParse(event).error).toBeUndefined();
    expect(EventId.safeParse(eventId('s'.repeat(40), event)).success).toBe(true);
  }
}

/** The valid body with the canary put where one of its values or names was. */
function spoilt(body: string): fc.Arbitrary<string> {
  const places = [...body.matchAll(/"[^"]*"|\d+/g)].map(({ index, 0: text }) => ({ index, length: text.length }));
  const values = fc.constantFrom(
    `"${CANARY}"`,
    `{"${CANARY}":"${CANARY}"}`,
    `["${CANARY}"]`,
    'null',
    '-1',
    '1e999',
    '"\\u0000"',
    '""',
  );
  return fc
    .tuple(fc.constantFrom(...places), values)
    .map(([{ index, length }, value]) => body.slice(0, index) + value + body.slice(index + length));
}

export const normaliseLaws: readonly SourceLaw[] = [
  {
    title: 'one delivery about one person gives one event of that person',
    async check(world) {
      const answer = normalised(world, request(world, world.one));
      expectSound(answer);
      expect(answer).toMatchObject({ kind: 'events', ignored: 0, events: [{ subject: world.subject }] });
    },
  },
  {
    title: 'the same delivery twice gives the same event ids',
    async check(world) {
      const first = normalised(world, request(world, world.one));
      const second = normalised(world, request(world, world.one));
      expect(first.kind).toBe('events');
      expect(second).toEqual(first);
    },
  },
  {
    title: 'a batch gives every one of its events, each with an id of its own',
    needs: ({ batch }) => (isHere(batch) ? true : batch),
    async check(world) {
      if (!isHere(world.batch)) return;
      const answer = normalised(world, request(world, world.batch.body));
      expectSound(answer);
      const events = answer.kind === 'events' ? answer.events : [];
      expect(events).toHaveLength(world.batch.events);
      expect(new Set(events.map(({ vendorId }) => vendorId)).size).toBe(world.batch.events);
    },
  },
  {
    title: 'an event of a type we do not know is ignored, not refused',
    async check(world) {
      expect(normalised(world, request(world, world.unknown))).toEqual({ kind: 'events', events: [], ignored: 1 });
    },
  },
  {
    title: 'no bytes, however broken, make it fail, and none of them come back in the refusal',
    async check(world) {
      const canary = new TextEncoder().encode(CANARY);
      const broken = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
      );
      fc.assert(
        fc.property(broken, (body) => {
          expectSound(normalised(world, bytes(world, body)));
          expectSound(normalised(world, bytes(world, Uint8Array.from([...body, ...canary]))));
        }),
        { numRuns: 500 },
      );
      for (const body of ['', 'null', '[]', '{}', '"', '{"data":null}', '['.repeat(20_000), '{"a":'.repeat(20_000)])
        expectSound(normalised(world, bytes(world, Buffer.from(body))));
    },
  },
  {
    title: 'a valid delivery with any one value spoilt gives sound events or a refusal, never an echo',
    async check(world) {
      fc.assert(
        fc.property(spoilt(world.one), (body) => expectSound(normalised(world, request(world, body)))),
        { numRuns: 500 },
      );
    },
  },
  {
    title: 'names like __proto__ in a delivery mean nothing',
    async check(world) {
      const poison = '"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},';
      const body = world.one.replaceAll(/\{(?=\s*")/g, `{${poison}`);
      expect(body).not.toBe(world.one);
      try {
        expectSound(normalised(world, request(world, body)));
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
        expect(({} as { polluted?: string }).polluted).toBeUndefined();
      } finally {
        Reflect.deleteProperty(Object.prototype, 'polluted');
      }
    },
  },
];
