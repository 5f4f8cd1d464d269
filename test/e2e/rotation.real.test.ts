// A hundred rotations of a real PostgreSQL log-in under traffic, and of the SCIM app's token: nobody is refused, and the old value is dead.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Emulator } from '../../infra/local/emulators/aws-json-server.ts';
import { startSecrets } from '../../infra/local/emulators/secrets.ts';
import { type RunningScimApp, startScimApp } from '../../infra/local/targets/scim-app.ts';
import { adapterByName } from '../../shared/adapters/index.ts';
import { secretKeeper } from '../../shared/aws/secret-keeper.ts';
import { secretsManager } from '../../shared/aws/secrets-manager.ts';
import { MINUTE } from '../../shared/core/timing.ts';
import { Settings } from '../../shared/model/settings.ts';
import type { AdapterPorts, Connection } from '../../shared/ports/adapter.ts';
import { rotate } from '../../shared/steps/rotate.ts';
import type { RotatePorts } from '../../shared/steps/rotation-course.ts';
import { rotorsOf } from '../../shared/steps/rotors.ts';
import { aCompany } from '../builders/a-company.ts';
import { localClients, temporaryFolder } from '../contracts/embedded-subjects.ts';
import { startTestPostgres, type TestPostgres } from '../servers/postgres.ts';

const ROUNDS = 100;
const WORKERS = 3;
/** 30 seconds of the real thing, small enough for a test. The overlap lasts until nobody remembers the old value. */
const REMEMBERED_MS = 20;

const folder = temporaryFolder();
const realClock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal && { signal }),
  deadline: (ms: number) => AbortSignal.timeout(ms),
};

let postgres: TestPostgres;
let app: RunningScimApp;
let emulator: Emulator;
let client: SecretsManagerClient;

beforeAll(async () => {
  postgres = await startTestPostgres();
  app = await startScimApp({ port: 0, tokens: ['the-first-token-of-all'], groups: ['everyone'] });
  emulator = await startSecrets({ dataDir: folder.path });
  client = localClients({ secrets: emulator.url }).secrets;
});

afterAll(async () => {
  await emulator.stop();
  await app.stop();
  await postgres.stop();
  folder.remove();
});

interface Place {
  readonly adapter: string;
  readonly secret: string;
  readonly config: { readonly [name: string]: unknown };
}

/** A process that knows secrets for a moment, as every Lambda does. */
async function processAt({ adapter: name, secret, config }: Place) {
  const secrets = secretsManager({ client, clock: realClock, overlapMs: 0, cacheMs: REMEMBERED_MS });
  const adapter = await adapterByName(name);
  if (!adapter) throw new Error(`no adapter ${name}`);
  const ports = {
    clock: realClock,
    ids: { next: () => randomBytes(13).toString('hex'), random: () => 0.5 },
    digest: { sha256: (text: string) => createHash('sha256').update(text).digest('hex') },
    log: { info() {}, warn() {}, error() {} },
  };
  const connect = (values: AdapterPorts['secret']) =>
    adapter.connect(adapter.config.parse(config), { ...ports, secret: values });
  return {
    forget: secrets.forget,
    connect,
    connectNow: () => connect((freshness) => secrets.shown(secret, freshness)),
  };
}

/** The rotating process: its clock is moved over the overlap, which the others live through in real time. */
async function rotating(place: Place): Promise<{ readonly ports: RotatePorts; pass(): void }> {
  const company = await aCompany();
  const { forget, connect, connectNow } = await processAt(place);
  const settings = Settings.parse({ tenant: 'acme', sources: {}, targets: { place: { ...place } } });
  const connection = connectNow();
  const ports: RotatePorts = {
    ...company.pipeline,
    settings,
    keeper: secretKeeper({ client, clock: realClock, overlapMs: 0, changed: forget }),
    target: () => connection,
    candidate: (_, value) => connect(async () => [value]),
    random: (bytes) => randomBytes(bytes),
    rotor: (secret) => rotorsOf(ports)(secret),
  };
  return { ports, pass: () => company.clock.move(16 * MINUTE) };
}

/** Calls without a pause until stopped; each with a log-in of its own, or all on one connection that lives on. */
async function traffic(place: Place, each: 'log-in' | 'call') {
  const faults: string[] = [];
  const state = { calls: 0, isOver: false };
  const begun = Array.from({ length: WORKERS }, () => 0);
  const worker = async (_: unknown, number: number) => {
    const { connectNow } = await processAt(place);
    let connection: Connection = connectNow();
    while (!state.isOver) {
      begun[number] = Date.now();
      const fault = await connection.probe(AbortSignal.timeout(10_000));
      if (fault) faults.push(`${fault.kind} ${fault.detail}`);
      state.calls += 1;
      if (each === 'call') continue;
      await connection.close();
      connection = connectNow();
    }
    await connection.close();
  };
  const workers = Array.from({ length: WORKERS }, worker);
  return {
    /** Every call that is under way was begun when nobody remembered what was current before now. */
    async pass() {
      const forgotten = Date.now() + REMEMBERED_MS;
      while (begun.some((at) => at <= forgotten)) await sleep(5);
    },
    async stop() {
      state.isOver = true;
      await Promise.all(workers);
      return { calls: state.calls, faults };
    },
  };
}

async function rotations(place: Place, rounds: number, overlap: () => Promise<void>): Promise<readonly string[]> {
  const { ports, pass } = await rotating(place);
  const values: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await ports.keeper.versions(place.secret);
    values.push((await ports.keeper.value(place.secret, before?.current.id ?? '')) ?? '');
    await rotate(ports)({ secret: place.secret });
    await overlap();
    pass();
    await rotate(ports)();
    const after = await ports.keeper.versions(place.secret);
    expect(after?.current.id, `round ${round}`).not.toBe(before?.current.id);
    expect(after?.previous, `round ${round}`).toBeUndefined();
  }
  return values;
}

describe('rotations under traffic', () => {
  it(`${ROUNDS} of a PostgreSQL log-in: no log-in fails, and no old password opens the database`, {
    timeout: 240_000,
  }, async () => {
    const port = Number(new URL(postgres.server.url).port);
    const base = { host: '127.0.0.1', port, database: 'app', user: 'frontdesk', tls: 'off', connections: 1 };
    const config = { ...base, logins: ['frontdesk_a', 'frontdesk_b'] };
    const place = { adapter: 'postgres', secret: 'warehouse', config };
    const first = decodeURIComponent(new URL(postgres.server.frontdeskUrl).password);
    await client.send(new CreateSecretCommand({ Name: place.secret, SecretString: first }));
    const running = await traffic(place, 'log-in');
    const startedAt = Date.now();
    const values = await rotations(place, ROUNDS, running.pass);
    const { calls, faults } = await running.stop();
    console.info(`${ROUNDS} rotations in ${Date.now() - startedAt} ms beside ${calls} log-ins`);
    expect(faults).toEqual([]);
    const log = readFileSync(join(dirname(postgres.server.clusterDir), 'postgres.log'), 'utf8');
    expect(log.match(/authentication failed|not permitted to log in/g)).toBeNull();
    expect(new Set(values).size).toBe(ROUNDS);
    const { connect } = await processAt(place);
    for (const value of [values[0], values.at(-2), values.at(-1)]) {
      const old = connect(async () => [value ?? '']);
      expect(await old.probe(AbortSignal.timeout(5_000))).toMatchObject({ kind: 'denied' });
      await old.close();
    }
  });

  it('10 of the SCIM app’s token: no call is refused, and no old token is taken', { timeout: 120_000 }, async () => {
    const config = { baseUrl: app.baseUrl, tokenUrl: app.tokenUrl, vendor: 'scimmy', callsPerSecond: 'unlimited' };
    const place = { adapter: 'scim', secret: 'app', config };
    await client.send(new CreateSecretCommand({ Name: place.secret, SecretString: 'the-first-token-of-all' }));
    const running = await traffic(place, 'call');
    const values = await rotations(place, 10, running.pass);
    const { calls, faults } = await running.stop();
    console.info(`10 rotations beside ${calls} calls`);
    expect(faults).toEqual([]);
    expect(app.refused()).toBe(0);
    const opens = async (token: string) =>
      (await fetch(`${app.baseUrl}/Users`, { headers: { authorization: `Bearer ${token}` } })).ok;
    expect(await Promise.all(values.map(opens))).toEqual(values.map(() => false));
  });
});
