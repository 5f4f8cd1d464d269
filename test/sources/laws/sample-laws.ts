// A sample delivery is one that the source itself takes, and that says what the occasion says.
import { expect } from 'vitest';
import { dayAfter } from '../../../shared/core/zone.ts';
import type { SourceEvent } from '../../../shared/model/event.ts';
import type { Occasion } from '../../../shared/ports/source.ts';
import type { SourceLaw } from '../source-law.ts';
import { isAuthentic, NOW, normalised, type SourceWorld } from '../world.ts';

const attributes = { userName: 'mara.lind', email: 'mara.lind@acme.example', title: 'Cook' };
const date = '2026-12-01';

function eventOf(world: SourceWorld, what: Occasion['what']): SourceEvent {
  const { source, secrets, subject } = world;
  const config = source.config.parse(world.config);
  const context = { secret: secrets.live.sign, now: NOW, id: '01k9sample0000000000000000', config };
  const sample = source.sample?.({ what, subject, attributes, date }, context);
  expect(sample).toBeDefined();
  const request = { method: 'POST', headers: sample?.headers ?? {}, body: Buffer.from(sample?.body ?? '') };
  expect(isAuthentic(world, request, { hold: [secrets.live.hold] }), what).toBe(true);
  const answer = normalised(world, request);
  const [event] = answer.kind === 'events' ? answer.events : [];
  if (!event) throw new Error(`the sample of ${what} gives no event`);
  return event;
}

export const sampleLaws: readonly SourceLaw[] = [
  {
    title:
      'a sample of each occasion is accepted and speaks of that person; a leave is urgent, a hire and a move are not',
    async check(world) {
      for (const what of ['hire', 'move', 'leave', 'rehire'] as const) {
        const { subject, leaves } = eventOf(world, what);
        expect(subject, what).toBe(world.subject);
        if (what !== 'rehire') expect(leaves, what).toBe(what === 'leave');
      }
    },
  },
  {
    title: 'a sample says what the vendor would say: the facts, or only who changed',
    async check(world) {
      const hire = eventOf(world, 'hire').statement;
      const leave = eventOf(world, 'leave').statement;
      if (world.brings === 'ids') return expect([hire, leave]).toEqual([undefined, undefined]);
      expect(hire).toMatchObject({ attributes, turns: [{ status: 'active', at: { date } }] });
      expect(leave?.turns).toMatchObject([{ status: 'left', at: { date: dayAfter(date) } }]);
    },
  },
  {
    title: 'a secret that is made here is taken from whoever has it, and no two are alike',
    async check(world) {
      const { source, secrets } = world;
      const made = [101, 102].map((byte) => source.newSecret?.(new Uint8Array(32).fill(byte), secrets.live.hold));
      expect(made.filter((secret) => secret === secrets.live.hold)).toEqual([]);
      const [secret] = made;
      if (secret === undefined) return;
      expect(new Set(made).size).toBe(2);
      eventOf({ ...world, secrets: { ...secrets, live: { sign: secret, hold: secret } } }, 'hire');
    },
  },
  {
    title: 'a text that nothing could be signed with is known before anybody switches to it',
    async check({ source, config, secrets, deliver, one }) {
      const request = deliver(one, { secret: secrets.live.sign, now: NOW });
      for (const text of [secrets.live.hold, secrets.next.hold, 'notakey', 'whsec_', 'whpk_AAAA']) {
        const answer = source.authenticate?.(request, {
          secrets: [text],
          now: NOW,
          config: source.config.parse(config),
        });
        const isNone = answer?.ok === false && answer.reason === 'no-secret';
        expect([text, source.isSecret?.(text) ?? true]).toEqual([text, !isNone]);
      }
    },
  },
];
