// Rotation in a whole laptop company: the command, the accounts afterwards, a kill, and an auditor with the first key.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCheck } from '../../operator/audit-check.ts';
import { eventually, send } from './deliveries.ts';
import { aPlace, appUsers, forgetPlace, type Laptop, secretOf, startLaptop, warehouseRoles } from './laptop.ts';

const place = aPlace();
let laptop: Laptop;
let firstKey: string;

beforeAll(async () => {
  laptop = await startLaptop(place);
  firstKey = readFileSync(join(place.data, 'audit.key.pub'), 'utf8');
});
afterAll(async () => {
  await laptop?.stop();
  await forgetPlace(place.data);
});

const rotate = (query: string) => laptop.operator('POST', `rotate?${query}`);

async function hireReachesBoth(number: number): Promise<void> {
  const { userName } = await send(laptop, place.data, { what: 'hire', number });
  await eventually(
    () => appUsers(place.data),
    (users) => users.some((user) => user.userName === userName),
  );
  await eventually(
    () => warehouseRoles(place.data),
    (roles) => roles.some(({ name }) => name === userName),
  );
}

const logsIn = async (password: string) => {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: place.port + 4,
    database: 'app',
    user: 'frontdesk',
    password,
  });
  client.on('error', () => undefined);
  const isIn = await client.connect().then(
    () => true,
    () => false,
  );
  await client.end().catch(() => undefined);
  return isIn;
};

/** Joins in with the printed address and secret alone; answers the role that acts then. */
async function loggedInAsPrinted(): Promise<string> {
  const { targets } = JSON.parse(readFileSync(join(place.data, 'laptop.json'), 'utf8'));
  const address = new URL(targets.warehouse.address);
  address.password = secretOf(place.data, targets.warehouse.secret);
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  const { rows } = await client.query('SELECT current_user AS role');
  await client.end();
  return rows[0].role;
}

describe('a laptop company whose secrets are rotated', () => {
  it('goes on, and the values before are dead at once after a leak', async () => {
    await hireReachesBoth(1);
    const old = {
      app: secretOf(place.data, 'frontdesk/targets/app'),
      base: secretOf(place.data, 'frontdesk/targets/warehouse'),
    };
    expect(await logsIn(old.base)).toBe(true);
    for (const secret of ['targets/warehouse', 'targets/app'])
      expect((await rotate(`secret=${secret}&now=1`)).json).toMatchObject({ state: 'finished' });
    expect(await logsIn(old.base)).toBe(false);
    await eventually(
      async () => secretOf(place.data, 'frontdesk/targets/app'),
      (token) => token !== old.app,
    );
    await hireReachesBoth(2);
    expect(await loggedInAsPrinted()).toBe('frontdesk');
  });

  it('rotates the key of its audit log within a minute, and the first public key still checks all of it', async () => {
    await laptop.skip(5 * 60_000);
    await laptop.run('seal');
    expect((await rotate('secret=audit-key')).json).toMatchObject({ state: 'open', step: 'create' });
    await laptop.run('rotate');
    await laptop.skip(5 * 60_000);
    await laptop.run('seal');
    const { text } = await laptop.operator('GET', 'audit');
    const file = (async function* () {
      yield Buffer.from(text);
    })();
    expect(await auditCheck({ file, publicKeys: [firstKey] })).toMatchObject({ ok: true });
    expect(text).toContain('"nextKey"');
  });

  it('killed in the middle of an overlap, it goes on with it after a restart', { timeout: 120_000 }, async () => {
    const before = secretOf(place.data, 'frontdesk/targets/app');
    expect((await rotate('secret=targets/warehouse')).json).toMatchObject({ state: 'open', step: 'end' });
    expect((await rotate('secret=targets/app')).json).toMatchObject({ state: 'open', step: 'end' });
    await laptop.kill();
    laptop = await startLaptop({ ...place, ahead: laptop.ahead() });
    await hireReachesBoth(3);
    await laptop.skip(16 * 60_000);
    await laptop.run('rotate');
    const { json } = await laptop.operator('GET', 'secrets');
    expect(JSON.stringify(json)).not.toContain('"rotation"');
    const address = JSON.parse(readFileSync(join(place.data, 'laptop.json'), 'utf8')).targets.app.address as string;
    const reply = await fetch(`${address}/Users`, { headers: { authorization: `Bearer ${before}` } });
    expect(reply.status).toBe(401);
    await hireReachesBoth(4);
  });
});
