// A share of the hostile requests, and the judges themselves: proof, and the comparison of stores.
import { expect, it } from 'vitest';
import { growthMb, slopeMb } from './memory-curve.ts';
import { isProven } from './proof.ts';
import { storeFaults } from './stores.ts';
import { hostile } from './trial.ts';
import type { WireRequest } from './wire.ts';

/** `npm run fire -- --requests 100000` for the full figure. */
const REQUESTS = 1_500;
const seed = Number(process.env.SEED ?? 20_261_128);

it(`${REQUESTS} hostile requests are refused, or done whole, and none gets a 5xx (seed ${seed})`, async () => {
  const { faults, figures } = await hostile({ requests: REQUESTS, seed, tell: () => undefined });
  console.info(JSON.stringify(figures));
  expect(faults).toEqual([]);
  expect(figures.answered4xx).toBeGreaterThan(REQUESTS / 2);
  expect(figures.answered2xx).toBeGreaterThan(REQUESTS / 20);
}, 240_000);

const valid: WireRequest = {
  method: 'POST',
  path: '/hooks/standard',
  headers: [
    ['host', 'x'],
    ['webhook-id', 'one'],
    ['webhook-signature', 'v1,abc'],
  ],
  body: Buffer.from('{}'),
  framing: 'length',
};
const proof = { headers: ['webhook-id', 'webhook-signature'], signsBody: true };
const withHeader = (name: string, value: string): WireRequest => ({
  ...valid,
  headers: valid.headers.map(([other, before]) => [other, other === name ? value : before]),
});

it('a request proves its sender only while every signed byte is the same', () => {
  const proven: readonly WireRequest[] = [
    valid,
    { ...valid, path: '/hooks/%73tandard?x=1' },
    { ...valid, framing: 'chunked' },
  ];
  const unproven: readonly WireRequest[] = [
    withHeader('webhook-id', 'two'),
    withHeader('webhook-signature', 'v1,abd'),
    { ...valid, headers: [...valid.headers, ['Webhook-Id', 'two']] },
    { ...valid, body: Buffer.from('{ }') },
    { ...valid, framing: 'cut' },
    { ...valid, path: '/hooks/okta' },
  ];
  expect(proven.map((sent) => isProven(valid, sent, proof))).toEqual(proven.map(() => true));
  expect(unproven.map((sent) => isProven(valid, sent, proof))).toEqual(unproven.map(() => false));
});

it('a row that nobody was told of, an event without a row and half a user are found in the stores', () => {
  const row = (pk: string, sk: string, fields = {}) => ({ table: 'state', pk, sk, fields }) as const;
  const inbox = row('demo#in#okta#u', 'okta:u:1');
  expect(storeFaults([inbox], new Set(['okta:u:1']))).toEqual([]);
  expect(storeFaults([inbox], new Set())).toEqual(['okta:u:1 is in the inbox and was never acknowledged']);
  expect(storeFaults([], new Set(['okta:u:1']))).toEqual(['okta:u:1 was acknowledged and is not in the inbox']);
  expect(storeFaults([row('demo#scim#directory#user#x', 'resource', { n: 1 })], new Set())).toHaveLength(4);
});

it('memory that fills caches and then stays is flat, and memory that goes on growing is not', () => {
  const curve = (mb: (requests: number) => number) =>
    Array.from({ length: 100 }, (_, at) => ({ requests: 1_000 * (at + 1), mb: mb(1_000 * (at + 1)) }));
  const filling = curve((requests) => 200 + Math.min(requests, 40_000) / 1_000 + (requests % 3_000) / 1_000);
  const leaking = curve((requests) => 200 + requests / 1_000);
  expect(slopeMb(filling)).toBeCloseTo(0, 1);
  expect(growthMb(filling)).toBeCloseTo(30, 0);
  expect(slopeMb(leaking)).toBeCloseTo(10);
  expect(growthMb(leaking)).toBeCloseTo(90);
  expect([slopeMb([]), growthMb(curve(() => 200).slice(0, 5))]).toEqual([0, 0]);
});
