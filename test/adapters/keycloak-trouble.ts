// What only Keycloak does, asked of the real server: sessions that outlive a disable, a shared bucket, lists that move.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountRef } from '../../shared/model/access.ts';
import type { Certificate, Change, Connection, Outcome } from '../../shared/ports/adapter.ts';
import type { TestKeycloak } from '../servers/keycloak.ts';
import { type Bench, openBench } from './bench.ts';
import { keycloakWorld } from './keycloak-world.ts';

type KeycloakWorld = Awaited<ReturnType<typeof keycloakWorld>>;

/** Registers the tests; `server` is asked for when they run. */
export function keycloakTroubles(server: () => TestKeycloak): void {
  let world: KeycloakWorld;
  let bench: Bench;
  beforeAll(async () => {
    world = await keycloakWorld(server());
    bench = openBench(world);
  });
  afterAll(async () => {
    await bench.close();
    await world.stop();
  });
  sessionTests(server, () => bench);
  realmTests(server, () => bench);
  budgetTests(server);
  listTests(
    server,
    () => world,
    () => bench,
  );
}

function sessionTests(server: () => TestKeycloak, bench: () => Bench): void {
  test('a session outlives a disable by somebody else, is counted, and is ended by our suspend', async () => {
    const hired = await bench().hire(bench().person('outlives'));
    await logIn(bench(), hired.remoteId);
    await bench().world.direct.setActive(hired.remoteId, false);
    expect(await bench().read(hired)).toMatchObject({ account: 'suspended', sessions: 1 });
    expect(await bench().apply({ kind: 'suspend', ref: hired, revoke: [] })).toMatchObject({ kind: 'changed' });
    expect(await bench().read(hired)).toMatchObject({ account: 'suspended', sessions: 0 });
    expect(await bench().apply({ kind: 'suspend', ref: hired, revoke: [] })).toMatchObject({ kind: 'already' });
  });

  test('an offline token from before a suspend is worth nothing after the account came back', async () => {
    const hired = await bench().hire(bench().person('offline'));
    await logIn(bench(), hired.remoteId);
    const password = `pw-${hired.remoteId}`;
    const login = { grant_type: 'password', username: hired.userName, password, scope: 'openid offline_access' };
    const { status, body } = await server().grant(login);
    assert.equal(status, 200, JSON.stringify(body));
    const refresh = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token) };
    expect((await server().grant(refresh)).status).toBe(200);
    // Keycloak's "not before" counts whole seconds.
    await sleep(1100);
    await bench().apply({ kind: 'suspend', ref: hired, revoke: [] });
    await bench().ensure(hired, bench().wish(hired));
    expect((await server().grant(refresh)).status).toBe(400);
  });
}

function realmTests(server: () => TestKeycloak, bench: () => Bench): void {
  test('a realm that would drop our mark in silence gets no account', async () => {
    const { body } = await server().admin('GET', '/users/profile');
    const profile = body as { readonly attributes: readonly { readonly name: string }[] };
    const without = profile.attributes.filter(({ name }) => name !== 'frontdeskPerson');
    await server().admin('PUT', '/users/profile', { ...profile, attributes: without });
    const fresh = bench().connect();
    const ref = bench().person('unmarked');
    const wish = bench().wish(ref);
    const change = { kind: 'ensure', ref, profile: wish.profile, grant: [], revoke: [] } as const;
    const outcome = await bench().apply(change, { on: fresh });
    const probed = await fresh.probe(AbortSignal.timeout(5000));
    await server().admin('PUT', '/users/profile', profile);
    expect(faultKind(outcome)).toBe('unsupported');
    expect(probed?.kind).toBe('unsupported');
    expect(await bench().world.direct.named(ref.userName)).toEqual([]);
  });

  test('where user names may not change, a rename is refused and the account keeps its name', async () => {
    const hired = await bench().hire(bench().person('stays'));
    await server().admin('PUT', '', { editUsernameAllowed: false });
    const ref: AccountRef = { ...hired, userName: bench().person('moves').userName };
    const outcome = await bench().ensure(ref, bench().wish(ref));
    await server().admin('PUT', '', { editUsernameAllowed: true });
    expect(outcome).toMatchObject({ kind: 'refused' });
    expect((await bench().world.direct.account(hired.remoteId))?.userName).toBe(hired.userName);
  });

  test('what the profile does not name stays when the profile is written', async () => {
    const hired = await bench().hire(bench().person('keeps'));
    const { body } = await server().admin('GET', `/users/${hired.remoteId}`);
    await server().admin('PUT', `/users/${hired.remoteId}`, { ...(body as object), email: 'by.hand@example.com' });
    const wish = bench().wish(hired);
    const profile = { userName: wish.profile.userName ?? '', givenName: 'Augusta' };
    expect(await bench().ensure(hired, { ...wish, profile })).toMatchObject({ kind: 'changed' });
    expect(await bench().read(hired)).toMatchObject({
      ours: true,
      profile: { ...profile, email: 'by.hand@example.com' },
    });
  });
}

function budgetTests(server: () => TestKeycloak): void {
  /** A world whose adapter is told of a bucket of 20 calls a second, and a proxy that enforces it. */
  const inBudget = async (work: (bench: Bench, world: KeycloakWorld) => Promise<void>) => {
    const world = await keycloakWorld(server(), 20);
    const bench = openBench(world);
    world.proxy.throttle(20);
    await work(bench, world);
    await bench.close();
    await world.stop();
    return world.proxy.counts();
  };

  test('eight hires, their moves and their leaves stay inside 20 calls a second without one 429', async () => {
    const counts = await inBudget(async (bench) => {
      const on = bench.connect();
      for (const ref of Array.from({ length: 8 }, () => bench.person('paced'))) await life(bench, on, ref);
    });
    expect(counts.throttled).toBe(0);
    expect(counts.calls).toBeGreaterThan(80);
  }, 60_000);

  test('workers that share the bucket unawares meet 429s, wait as told, and end with every account right', async () => {
    const counts = await inBudget(async (bench) => {
      const workers = Array.from({ length: 3 }, () => bench.connect());
      const people = (): AccountRef[] => Array.from({ length: 3 }, () => bench.person('crowd'));
      await Promise.all(
        workers.map(async (on) => {
          for (const ref of people()) await life(bench, on, ref);
        }),
      );
    });
    expect(counts.throttled).toBeGreaterThan(0);
  }, 60_000);
}

function listTests(server: () => TestKeycloak, world: () => KeycloakWorld, bench: () => Bench): void {
  test('an account in 130 groups is read whole', async () => {
    const hired = await bench().hire(bench().person('groups'));
    for (let n = 0; n < 130; n += 1) {
      const { id } = await server().admin('POST', '/groups', { name: `many-${n}` });
      await server().admin('PUT', `/users/${hired.remoteId}/groups/${id}`);
    }
    const reading = await bench().read(hired);
    assert.ok(reading.kind === 'found');
    expect(reading.entitlements).toHaveLength(130);
  }, 60_000);

  test('a list that is slow is waited for, and a reply that is cut in the middle is no answer', async () => {
    const lists = { matches: ({ path }: { path: string }) => path.includes('/users?') };
    world().proxy.plant({ ...lists, does: { kind: 'delay', phase: 'after-effect', ms: 150 } });
    const slow = await bench().scan();
    expect(certificateOf(slow.last)).toBeDefined();
    await world().heal();
    world().proxy.plant({ ...lists, attempts: { from: 3, to: 3 }, does: { kind: 'cut', phase: 'mid-reply' } });
    const cut = await bench().scan();
    await world().heal();
    expect(cut.last).toMatchObject({ kind: 'fault', fault: { kind: 'unavailable' } });
  }, 60_000);

  test('an account deleted while a scan walks costs the proof, and nobody behind it is lost unnoticed', async () => {
    const first = await bench()
      .connect()
      .scan({ signal: AbortSignal.timeout(10_000) });
    assert.ok(first.kind === 'page' && first.checkpoint !== undefined);
    await server().admin('DELETE', `/users/${first.accounts[0]?.remoteId}`);
    const { id } = await server().admin('POST', '/users', { username: 'zz-last-of-all', enabled: true });
    const next = await bench()
      .connect()
      .scan({ checkpoint: first.checkpoint, signal: AbortSignal.timeout(10_000) });
    await server().admin('DELETE', `/users/${id}`);
    expect(next).toMatchObject({ kind: 'fault', fault: { kind: 'contractBreach' } });
  });
}

/** Hire, move, leave; looked at in the end past the adapter. */
async function life(bench: Bench, on: Connection, person: AccountRef): Promise<void> {
  const [one, two] = bench.world.entitlements;
  const { profile } = bench.wish(person, [one]);
  const hired = await untilGo(bench, on, { kind: 'ensure', ref: person, profile, grant: [one], revoke: [] });
  assert.ok('remoteId' in hired && hired.remoteId, JSON.stringify(hired));
  const ref = { ...person, remoteId: hired.remoteId };
  await untilGo(bench, on, { kind: 'ensure', ref, profile, grant: [two], revoke: [one] });
  await untilGo(bench, on, { kind: 'suspend', ref, revoke: [one, two] });
  const account = await bench.world.direct.account(ref.remoteId);
  assert.deepEqual([account?.active, account?.entitlements], [false, []]);
}

/** As the pump does: a throttled change is asked again after the wait that it names. Its last call may have been done: then nothing is left to do. */
async function untilGo(bench: Bench, on: Connection, change: Change): Promise<Outcome> {
  for (;;) {
    const outcome = await bench.apply(change, { on });
    if (['changed', 'already'].includes(faultKind(outcome))) return outcome;
    assert.equal(faultKind(outcome), 'throttled', JSON.stringify(outcome));
    await sleep(1000);
  }
}

async function logIn(bench: Bench, id: string): Promise<void> {
  assert.ok(typeof bench.world.direct.logIn === 'function');
  assert.ok(await bench.world.direct.logIn(id), 'the account can log in');
}

const faultKind = (outcome: Outcome): string => (outcome.kind === 'fault' ? outcome.fault.kind : outcome.kind);

const certificateOf = (page: { readonly kind: string; readonly certificate?: Certificate }): Certificate | undefined =>
  page.certificate;
