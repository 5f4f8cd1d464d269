// Signatures made by libraries of others, and ours checked by them.
import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { describe, expect, test } from 'vitest';
import { signature } from '../../shared/sources/standard-webhooks/signing.ts';
import { isAuthentic, NOW } from './world.ts';
import { standardWorld, svixWorld } from './worlds/standard.ts';

const secret = standardWorld.secrets.live.sign;
const hold = [secret];
const body = '{"type":"person.left","timestamp":"2026-11-21T09:30:00Z","data":{"id":"Žofie-12"}}';
const id = 'msg_foreign';
const seconds = String(NOW / 1000);

function delivery(prefix: 'webhook' | 'svix', signatures: string) {
  const headers = { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: seconds, [`${prefix}-signature`]: signatures };
  return { method: 'POST', headers, body: Buffer.from(body) };
}

describe('signatures of other libraries', () => {
  test('what the official library signs is accepted', () => {
    const signed = new Webhook(secret).sign(id, new Date(NOW), body);
    expect(isAuthentic(standardWorld, delivery('webhook', signed), { hold })).toBe(true);
  });

  test('what svix signs is accepted, under its own header names', () => {
    const signed = new Svix(secret).sign(id, new Date(NOW), body);
    expect(isAuthentic(svixWorld, delivery('svix', signed), { hold })).toBe(true);
    expect(isAuthentic(standardWorld, delivery('svix', signed), { hold })).toBe(false);
  });

  test('what we sign is accepted by the official library', () => {
    const now = new Date();
    const recent = { id, seconds: String(Math.floor(now.getTime() / 1000)), body: Buffer.from(body) };
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': recent.seconds,
      'webhook-signature': signature(secret, recent),
    };
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  test('one right signature in a list is enough, also beside other versions and other keys', () => {
    const signed = new Webhook(secret).sign(id, new Date(NOW), body);
    const other = new Webhook(standardWorld.secrets.foreign.sign).sign(id, new Date(NOW), body);
    for (const list of [`${other} ${signed}`, `v1a,AAAA v2,zzz ${signed}`, `${signed} ${other}`])
      expect(isAuthentic(standardWorld, delivery('webhook', list), { hold }), list).toBe(true);
    for (const list of [other, `v2,${signed.slice(3)}`, `v1a,${signed.slice(3)}`, signed.slice(3), 'v1,', 'v1'])
      expect(isAuthentic(standardWorld, delivery('webhook', list), { hold }), list).toBe(false);
  });

  test('a list longer than eight is not searched to its end', () => {
    const signed = new Webhook(secret).sign(id, new Date(NOW), body);
    const list = `${'v1,AAAA '.repeat(8)}${signed}`;
    expect(isAuthentic(standardWorld, delivery('webhook', list), { hold })).toBe(false);
  });

  test('a secret that is too short, too long or of another kind counts as none', () => {
    const wrong = [`whsec_${Buffer.alloc(23).toString('base64')}`, `whsec_${Buffer.alloc(65).toString('base64')}`];
    for (const text of [...wrong, secret.replace('whsec_', ''), secret.replace('whsec_', 'whsk_'), `${secret}=`]) {
      const answer = standardWorld.source.authenticate?.(delivery('webhook', 'v1,AAAA'), {
        secrets: [text],
        now: NOW,
        config: { headers: 'webhook' },
      });
      expect(answer, text.slice(0, 8)).toEqual({ ok: false, reason: 'no-secret' });
    }
  });
});
