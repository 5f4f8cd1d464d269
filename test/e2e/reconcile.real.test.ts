// On the laptop's real parts: what somebody deleted by hand in the SCIM app and in PostgreSQL comes back; what they added is only shown.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addToApp, asAdministrator, deleteFromApp, frontdesk } from './by-hand.ts';
import { eventually, type Sent, send } from './deliveries.ts';
import { aPlace, appUsers, forgetPlace, type Laptop, startLaptop, warehouseRoles } from './laptop.ts';

const place = aPlace();
const { data } = place;
let laptop: Laptop;
let people: readonly Sent[];

beforeAll(async () => {
  laptop = await startLaptop(place);
  people = await Promise.all([1, 2, 3].map((number) => send(laptop, data, { what: 'hire', number })));
  await eventually(
    () => appUsers(data),
    (users) => users.length === 3,
  );
  await readBack();
});
afterAll(async () => {
  await laptop?.stop();
  await forgetPlace(data);
});

/** Minutes pass, each with its sweep, until every grant was read back. */
async function readBack(): Promise<void> {
  const aMinuteLater = async () => {
    await laptop.skip(90_000);
    await laptop.run('sweep');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const reports = await Promise.all(people.map(({ subject }) => laptop.operator('GET', `person/hr-${subject}`)));
    return reports.flatMap(({ json }) => (json as { targets: { state: string }[] }).targets.map(({ state }) => state));
  };
  await eventually(aMinuteLater, (states) => states.every((state) => state === 'verified'));
}

describe('npx frontdesk reconcile', () => {
  it('finds nothing where nobody did anything by hand', async () => {
    const { code, json } = await frontdesk(data, 'reconcile');
    expect(code).toBe(0);
    expect(json).toMatchObject([
      { target: 'app', report: { complete: true, accounts: 3, compared: 3, repaired: 0, inFlight: 0 }, rate: 0 },
      { target: 'warehouse', report: { complete: true, compared: 3, repaired: 0 }, certificate: { complete: true } },
    ]);
  });

  it('brings back what was deleted in both systems, and shows and leaves what was added', async () => {
    const [first, second, third] = people.map(({ userName }) => userName);
    const ids = people.map(({ subject }) => `hr-${subject}`);
    await deleteFromApp(data, String(first));
    await addToApp(data, 'contractor@elsewhere.example');
    await asAdministrator(
      data,
      `DROP ROLE "${second}"`,
      'CREATE ROLE "temp@example.com" LOGIN',
      `GRANT "sales_ro" TO "${third}"`,
    );
    const { code, json } = await frontdesk(data, 'reconcile');
    expect(code).toBe(2);
    expect(json).toMatchObject([
      {
        target: 'app',
        report: { complete: true, drift: { missing: 1, foreign: 1, extra: 0, orphan: 0 }, repaired: 1 },
        waits: false,
      },
      {
        target: 'warehouse',
        report: { complete: true, drift: { missing: 1, extra: 1, orphan: 0 }, repaired: 1 },
        waits: true,
      },
    ]);
    const shown = await frontdesk(data, 'drift', 'warehouse');
    expect(shown.code).toBe(2);
    expect(shown.json).toMatchObject({
      report: {
        examples: expect.arrayContaining([
          { class: 'missing', person: ids[1], what: 'account' },
          expect.objectContaining({ class: 'extra', person: ids[2], what: 'role:sales_ro' }),
        ]),
      },
    });
    expect(JSON.stringify(shown.json)).not.toMatch(/@/);
    await eventually(
      () => appUsers(data),
      (users) => users.some(({ userName }) => userName === first),
    );
    await eventually(
      () => warehouseRoles(data),
      (roles) => roles.some(({ name, canLogIn }) => name === second && canLogIn),
    );
    expect((await appUsers(data)).map(({ userName }) => userName)).toContain('contractor@elsewhere.example');
    expect((await warehouseRoles(data)).map(({ name }) => name)).toContain('temp@example.com');
  });

  it('has nothing to repair the second time, and stands in the audit log in the name of who asked', async () => {
    await readBack();
    const { json } = await frontdesk(data, '--as', 'bravo', 'reconcile');
    expect(json).toMatchObject([
      { report: { drift: { missing: 0 }, repaired: 0 } },
      { report: { drift: { missing: 0, extra: 1 }, repaired: 0 } },
    ]);
    await laptop.skip(5 * 60_000);
    await laptop.run('seal');
    const { text } = await laptop.operator('GET', 'audit');
    expect(text).toContain('"noun":"target"');
    expect(text).toContain('reconciliation: by hand');
    expect((await laptop.operator('GET', 'status')).json).toMatchObject({
      targets: [{ reconciled: { complete: true } }, { reconciled: { complete: true, drift: { extra: 1 } } }],
    });
  });

  it('proves the database after its credential was rotated: what is gone comes back, and who was made a superuser is shown', async () => {
    const rotated = await laptop.operator('POST', 'rotate?secret=targets/warehouse&now=1');
    expect(rotated.json).toMatchObject({ state: 'finished' });
    const [first, second] = people;
    await asAdministrator(
      data,
      `DROP ROLE "${second?.userName}"`,
      `ALTER ROLE "${first?.userName}" SUPERUSER CREATEROLE`,
    );
    const { code, json } = await frontdesk(data, 'reconcile', '--target', 'warehouse');
    expect(code).toBe(2);
    expect(json).toMatchObject([{ report: { complete: true, drift: { missing: 1, extra: 2 }, repaired: 1 } }]);
    expect((await laptop.operator('GET', `person/hr-${first?.subject}`)).json).toMatchObject({
      targets: [
        { target: 'app' },
        { drift: { found: ['extra attribute:createrole', 'extra attribute:superuser'] }, target: 'warehouse' },
      ],
    });
    await eventually(
      () => warehouseRoles(data),
      (roles) => roles.some(({ name, canLogIn }) => name === second?.userName && canLogIn),
    );
  });

  it('refuses a target that is not there, in one sentence', async () => {
    expect(await frontdesk(data, 'reconcile', '--target', 'none')).toEqual({ code: 1, json: undefined });
    expect((await laptop.operator('POST', 'reconcile/none')).json).toMatchObject({
      detail: 'there is no target "none"',
    });
  });

  it('runs by itself once its day has come, counted over a restart, and goes on where the process before was killed', async () => {
    await laptop.kill();
    const file = join(data, 'schedules.json');
    const last = JSON.parse(readFileSync(file, 'utf8')) as { daily: number };
    expect(last.daily).toBeGreaterThan(0);
    writeFileSync(file, JSON.stringify({ daily: last.daily - 25 * 3_600_000 }));
    const running = [
      { machine: 'daily', name: 'left-running', input: { target: 'app', cause: 'cut short', actor: 'alpha' } },
    ];
    writeFileSync(join(data, 'states', 'executions.json'), JSON.stringify({ running, ended: [] }));
    laptop = await startLaptop({ ...place, ahead: laptop.ahead() });
    await eventually(
      async () => (await laptop.operator('GET', 'drift/warehouse')).json,
      (view) => (view as { report: { cause: string } }).report.cause === 'schedule',
    );
    await eventually(
      async () => JSON.parse(readFileSync(join(data, 'states', 'executions.json'), 'utf8')) as { ended: string[] },
      ({ ended }) => ended.includes('left-running'),
    );
  });
});
