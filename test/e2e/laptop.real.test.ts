// The laptop's real parts, from a signed webhook to accounts in a SCIM app and in PostgreSQL, and what a start refuses.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SloReport } from '../../infra/local/slo.ts';
import { auditCheck } from '../../operator/audit-check.ts';
import { laptopOf } from '../../operator/client.ts';
import { readPolicyFolder } from '../../operator/policy-folder.ts';
import { eventsOf, spansOf } from '../../operator/trace-spans.ts';
import { traceId } from '../../shared/core/trace.ts';
import { eventually, send } from './deliveries.ts';
import { aPlace, appUsers, forgetPlace, type Laptop, type NotStarted, startLaptop, warehouseRoles } from './laptop.ts';

const place = aPlace();
let laptop: Laptop;

/** Address and secret of each target, as a newcomer finds them. */
function printedTargets(data: string) {
  const secrets = JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8')) as { [name: string]: string };
  const { targets } = laptopOf({ data, as: 'alpha' });
  return Object.fromEntries(
    Object.entries(targets).map(([name, { address, secret }]) => [name, { address, secret: secrets[secret] ?? '' }]),
  );
}

beforeAll(async () => {
  laptop = await startLaptop(place);
});
afterAll(async () => {
  await laptop?.stop();
  await forgetPlace(place.data);
});

describe('a laptop company', () => {
  it('turns a signed hire into accounts in both systems, and a leave ends both', async () => {
    const start = Date.now();
    const hired = await send(laptop, place.data, { what: 'hire', number: 1 });
    expect(hired).toMatchObject({ status: 202, events: [expect.stringContaining('standard:')] });
    await eventually(
      () => appUsers(place.data),
      (users) => users.some(({ userName }) => userName === hired.userName),
    );
    await eventually(
      () => warehouseRoles(place.data),
      (roles) => roles.some(({ name }) => name === hired.userName),
    );
    console.info(`a hire took ${Date.now() - start} ms to both accounts`);
    const left = await send(laptop, place.data, { what: 'leave', number: 1 });
    expect(left.status).toBe(202);
    const [role] = await eventually(
      () => warehouseRoles(place.data),
      ([role]) => role?.canLogIn === false,
    );
    expect(role).toEqual({ name: hired.userName, canLogIn: false });
    const users = await eventually(
      () => appUsers(place.data),
      ([user]) => user?.active === false,
    );
    expect(users).toHaveLength(1);
    const report = await laptop.operator('GET', `person/hr-${hired.subject}`);
    expect(report.json).toMatchObject({ status: 'left', targets: [{ state: 'verified' }, { state: 'verified' }] });
  });

  it('lets any client in with exactly the address and the secret that "targets" prints', async () => {
    const { app, warehouse } = printedTargets(place.data);
    const reply = await fetch(`${app?.address}/Users?count=1`, { headers: { authorization: `Bearer ${app?.secret}` } });
    expect(reply.status).toBe(200);
    const address = new URL(warehouse?.address ?? '');
    address.password = warehouse?.secret ?? '';
    const client = new pg.Client({ connectionString: address.href });
    await client.connect();
    const { rows } = await client.query('SELECT current_user AS name');
    await client.end();
    expect(rows).toEqual([{ name: 'frontdesk' }]);
  });

  it("keeps one trace of it, found by the id in the vendor's delivery log", async () => {
    const { events } = await send(laptop, place.data, { what: 'hire', number: 2 });
    const [event = ''] = events ?? [];
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const trace = traceId('standard', event.split(':')[2] ?? '', sha256);
    const spans = await eventually(
      async () => spansOf(place.data, trace),
      (found) => found.filter(({ name }) => name === 'call').length === 2,
    );
    expect(spans.map(({ name }) => name)).toEqual(['accept', 'decide', 'apply', 'call', 'call']);
    expect(eventsOf(spans)).toEqual([event]);
    expect(await laptop.operator('GET', `trace/${encodeURIComponent(event)}`)).toMatchObject({ json: { trace } });
  });

  it('refuses a forged delivery, and a stranger at the operators’ door', async () => {
    const forged = await fetch(`${laptop.url}/hooks/standard`, {
      method: 'POST',
      body: '{}',
      headers: { 'webhook-id': 'x' },
    });
    expect(forged.status).toBe(401);
    expect((await laptop.operator('GET', 'status', { as: 'nobody-of-this-company' })).status).toBe(401);
    expect((await laptop.operator('GET', 'status')).json).toMatchObject({ tenant: 'demo' });
  });

  it('lets its reader look and plan, by every door, and command nothing', async () => {
    const as = 'reader';
    const sales = { as, body: JSON.stringify({ policy: readPolicyFolder('policy').policy }) };
    expect((await laptop.operator('POST', 'plan', sales)).json).toMatchObject({ head: { by: 'reader' } });
    expect((await laptop.operator('GET', 'status', { as })).status).toBe(200);
    for (const path of ['policy', 'policy/freeze', 'redrive', 'apply-plan', 'rotate?secret=targets/app', 'nonsense'])
      expect((await laptop.operator('POST', path, sales)).status).toBe(path === 'nonsense' ? 404 : 403);
    const { reader } = JSON.parse(readFileSync(join(place.data, 'operators.json'), 'utf8'));
    const door = (method: string, path: string) =>
      fetch(`http://127.0.0.1:${place.port + 8}/${path}`, {
        method,
        headers: { authorization: `Bearer ${reader.token}` },
      });
    expect((await door('GET', 'slo')).status).toBe(200);
    expect((await door('GET', 'backup')).status).toBe(403);
    expect((await door('POST', 'occasions')).status).toBe(403);
  });

  it('shows its service levels and alarms to an operator, from what the functions printed', async () => {
    await laptop.run('sweep');
    const { alpha = '' } = JSON.parse(readFileSync(join(place.data, 'operators.json'), 'utf8'));
    const ask = (token: string) =>
      fetch(`http://127.0.0.1:${place.port + 8}/slo`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask('nobody-of-this-company')).status).toBe(401);
    const { levels, alarms, gauges } = (await (await ask(alpha)).json()) as SloReport;
    expect(levels.find(({ slo }) => slo === 'revoke')?.now).toMatch(/^p50 \d+ s, p95 \d+ s of 2$/);
    expect(gauges).toMatchObject({ ParkedSeconds: 0, PlannedWindow: 0 });
    expect(alarms.find(({ name }) => name === 'sweep-silent')?.state).toBe('ok');
  });

  it('exports an audit log that checks offline with the public key alone', async () => {
    await laptop.skip(5 * 60_000);
    await laptop.run('seal');
    const { text } = await laptop.operator('GET', 'audit');
    const header = JSON.parse(text.slice(0, text.indexOf('\n'))) as { keys: { publicKey: string }[] };
    const file = (async function* () {
      yield Buffer.from(text);
    })();
    const verdict = await auditCheck({ file, publicKeys: header.keys.map(({ publicKey }) => publicKey) });
    expect(verdict).toMatchObject({ ok: true });
    expect(verdict.rows).toBeGreaterThanOrEqual(4);
  });

  it('says in one sentence that its folder is in use, or that a port is taken', async () => {
    const twice = startLaptop({ data: place.data, port: place.port + 10 });
    await expect(twice).rejects.toThrow(/is in use by process \d+; stop it, or start with another --data folder$/);
    const other = aPlace();
    const clash = await startLaptop({ data: other.data, port: place.port }).catch((error: NotStarted) => error);
    expect(clash).toMatchObject({ refused: true });
    expect((clash as NotStarted).message).toMatch(/port .*taken on 127\.0\.0\.1; start with another --port$/);
    await forgetPlace(other.data);
  });

  it('knows everything again after a restart, and nothing after a fresh start', async () => {
    await laptop.stop();
    laptop = await startLaptop({ ...place, ahead: 5 * 60_000 });
    expect((await laptop.operator('GET', 'person/hr-1001')).json).toMatchObject({ status: 'left' });
    await laptop.stop();
    laptop = await startLaptop({ ...place, fresh: true });
    expect((await laptop.operator('GET', 'person/hr-1001')).status).toBe(404);
    expect(await appUsers(place.data)).toEqual([]);
  });
});
