// Okta's challenge, its batches, and what a user's status means.
import { describe, expect, test } from 'vitest';
import { okta } from '../../shared/sources/okta/index.ts';
import { statementOf } from '../../shared/sources/okta/record.ts';
import { digest, NOW, normalised } from './world.ts';
import { hookBody, logEvent, oktaApi, oktaWorld, user, userId } from './worlds/okta.ts';

function eventsOf(...logs: readonly unknown[]) {
  const answer = normalised(oktaWorld, oktaWorld.deliver(hookBody(logs), { secret: 'x', now: NOW }));
  return answer.kind === 'events' ? answer : { events: [], ignored: -1 };
}

describe("Okta's event hook", () => {
  test('is verified once by a challenge that comes back as JSON', () => {
    const ask = (value: string, method = 'GET') =>
      okta.challenge?.({ method, headers: { 'x-okta-verification-challenge': value }, body: new Uint8Array() });
    expect(ask('Me_rShK8JHsTnbyYrWXCEoMGbM_zsZ6k0hLPZ_Pg')).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"verification":"Me_rShK8JHsTnbyYrWXCEoMGbM_zsZ6k0hLPZ_Pg"}',
    });
    for (const odd of ['', '<script>', 'a b', 'x'.repeat(201)]) expect(ask(odd), odd).toBeUndefined();
    expect(ask('abc', 'POST')).toBeUndefined();
    expect(okta.challenge?.({ method: 'GET', headers: {}, body: new Uint8Array() })).toBeUndefined();
  });

  test('is answered with an empty 204, as Okta wants it', () => {
    expect(okta.success).toEqual({ status: 204, body: 'empty' });
  });

  test('speaks of somebody only where the action succeeded, and only of users', () => {
    const failed = { outcome: { result: 'FAILURE', reason: 'x' } };
    const app = {
      target: [
        { id: '0oa1', type: 'AppInstance' },
        { id: userId, type: 'AppUser' },
      ],
    };
    const answer = eventsOf(
      logEvent('user.lifecycle.create'),
      logEvent('user.lifecycle.create', failed),
      logEvent('user.lifecycle.create', { outcome: null }),
      logEvent('user.lifecycle.create', app),
      logEvent('user.lifecycle.create', { target: null }),
      logEvent('user.session.start'),
    );
    expect(answer.events.map(({ subject }) => subject)).toEqual([userId]);
    expect(answer.ignored).toBe(5);
  });

  test('keeps what it can read of a batch, says how much it cannot, and refuses one of which it can read nothing', () => {
    const good = logEvent('user.lifecycle.deactivate');
    const torn = [{ uuid: 5 }, null, 'x', { ...good, eventType: 7 }];
    expect(eventsOf(torn[0], good, ...torn.slice(1))).toMatchObject({
      events: [{ subject: userId, leaves: true }],
      ignored: 0,
      unreadable: 4,
    });
    expect(eventsOf(...torn)).toMatchObject({ ignored: -1 });
    expect(eventsOf()).toEqual({ kind: 'events', events: [], ignored: 0 });
  });

  test('is believed without the time that nobody can read', () => {
    for (const published of ['yesterday', 7, '0001-01-01T00:00:00Z']) {
      const [event] = eventsOf(logEvent('user.lifecycle.deactivate', { published })).events;
      expect(event, `${published}`).toMatchObject({ subject: userId, leaves: true });
      expect(event).not.toHaveProperty('occurredAt');
    }
  });

  test('sends those who are suspended, deactivated or deleted ahead of the others', () => {
    const leaves = (type: string) => eventsOf(logEvent(type)).events[0]?.leaves;
    const types = ['suspend', 'deactivate', 'delete.initiated', 'create', 'activate', 'reactivate', 'unsuspend'];
    expect(types.map((type) => leaves(`user.lifecycle.${type}`))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('keeps the id of the log event, which stays the same when Okta tries again', () => {
    const [event] = eventsOf(logEvent('user.account.update_profile')).events;
    expect(event).toMatchObject({
      vendorId: 'f790999f-fe87-467a-9880-6982a583986c',
      occurredAt: '2026-11-21T09:29:58.001Z',
    });
    const two = {
      target: [
        { id: userId, type: 'User' },
        { id: '00uANOTHER0000000000', type: 'User' },
      ],
    };
    expect(
      new Set(eventsOf(logEvent('user.lifecycle.activate', two)).events.map(({ vendorId }) => vendorId)).size,
    ).toBe(2);
  });

  test('may carry its secret in a header of another name', () => {
    const config = okta.config.parse({ url: 'https://acme.okta.com/', header: 'X-Hook-Key' });
    const request = { method: 'POST', headers: { 'x-hook-key': oktaWorld.secrets.live.hold }, body: new Uint8Array() };
    const context = { secrets: [oktaWorld.secrets.live.hold], now: NOW, config };
    expect(okta.authenticate?.(request, context)).toEqual({ ok: true });
    expect(
      okta.authenticate?.({ ...request, headers: { authorization: oktaWorld.secrets.live.hold } }, context),
    ).toMatchObject({ ok: false });
  });
});

describe("an Okta user's status", () => {
  const turns = (change: object) => {
    const answer = statementOf({ ...user, ...change }, userId, { title: 'title' });
    if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
    return answer.statement.turns?.map(({ status, at }) => `${status} ${'instant' in at ? at.instant : at.date}`);
  };
  const active = 'active 2024-02-01T08:00:00.000Z';

  test('that is only about a password is still employment', () => {
    for (const status of ['PROVISIONED', 'ACTIVE', 'RECOVERY', 'LOCKED_OUT', 'PASSWORD_EXPIRED'])
      expect(turns({ status })).toEqual([active]);
  });

  test('says who is not here yet, who pauses and who has left', () => {
    expect(turns({ status: 'STAGED' })).toEqual([]);
    expect(turns({ status: 'SUSPENDED' })).toEqual([active, 'paused 2024-02-01T08:05:00.000Z']);
    expect(turns({ status: 'DEPROVISIONED' })).toEqual([active, 'left 2024-02-01T08:05:00.000Z']);
    expect(turns({ transitioningToStatus: 'DEPROVISIONED' })).toEqual([active, 'left 2026-11-01T08:00:00.000Z']);
  });

  test('since a time that nobody can mean is a breach of contract', () => {
    for (const odd of [{ created: '0001-01-01T00:00:00Z' }, { statusChanged: '9999-12-31T23:59:59Z' }])
      expect(statementOf({ ...user, ...odd }, userId, {})).toMatchObject({ fault: { kind: 'contractBreach' } });
  });

  test('that is new to us is a breach of contract, not a guess', () => {
    expect(statementOf({ ...user, status: 'FROZEN' }, userId, {})).toMatchObject({ fault: { kind: 'contractBreach' } });
  });
});

test("a 404 of whatever stands before Okta is not Okta's word that somebody is gone", async () => {
  const api = await oktaApi();
  api.plant({ status: 404, body: '<html>no such site</html>' });
  const request = {
    subject: userId,
    credentials: [api.credential.good],
    now: NOW,
    config: okta.config.parse(api.config),
  };
  const answer = await okta.fetch?.(request, { digest, signal: AbortSignal.timeout(5_000) });
  await api.close();
  expect(answer).toMatchObject({ kind: 'fault', fault: { kind: 'contractBreach' } });
});
