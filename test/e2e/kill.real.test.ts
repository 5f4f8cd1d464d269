// kill -9 under load, again and again: what was acknowledged is done once, nothing is doubled, the log is whole.
import { afterAll, describe, expect, it } from 'vitest';
import { auditCheck } from '../../operator/audit-check.ts';
import { eventually, type Sent, send } from './deliveries.ts';
import { type AppUser, aPlace, appUsers, forgetPlace, type Laptop, startLaptop, warehouseRoles } from './laptop.ts';

/** `FRONTDESK_KILLS=1000` for a night's run. */
const KILLS = Number(process.env.FRONTDESK_KILLS ?? 8);
const MINUTE = 60_000;

const place = aPlace();
let laptop: Laptop | undefined;

afterAll(async () => {
  await laptop?.kill();
  await forgetPlace(place.data);
});

/** Sends hires, four at a time, until the company is dead; the first one of a round is hired before. */
async function loadUntilDead(company: Laptop, from: number): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  let next = from;
  let isAlive = true;
  const sender = async () => {
    while (isAlive && next < from + 200) {
      const one = await send(company, place.data, { what: 'hire', number: next++ });
      sent.push(one);
      if (one.status === 0) isAlive = false;
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  return sent;
}

async function killedRounds(): Promise<{ sent: Sent[]; ahead: number }> {
  const sent: Sent[] = [];
  let ahead = 0;
  for (let round = 0; round < KILLS; round++) {
    const company = await startLaptop({ ...place, ahead });
    laptop = company;
    const load = loadUntilDead(company, 1_000 * (round + 1));
    await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 500));
    await company.kill();
    sent.push(...(await load));
    ahead += 2 * MINUTE;
  }
  return { sent, ahead };
}

function countsBy<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, number> {
  return new Map([...Map.groupBy(all, nameOf)].map(([name, some]) => [name, some.length]));
}

/** Sweeps while time passes until everybody has an account in both systems; answers the accounts of the app. */
async function healed(company: Laptop, hired: readonly Sent[]): Promise<readonly AppUser[]> {
  const wanted = [...new Set(hired.map(({ userName }) => userName))];
  const look = async () => {
    await company.skip(2 * MINUTE);
    await company.run('sweep');
    await new Promise((resolve) => setTimeout(resolve, 700));
    const users = await appUsers(place.data);
    const active = new Set(users.flatMap(({ userName, active: isActive }) => (isActive ? [userName] : [])));
    const roles = new Set((await warehouseRoles(place.data)).map(({ name }) => name));
    return { users, missing: wanted.filter((name) => !active.has(name) || !roles.has(name)) };
  };
  return (await eventually(look, ({ missing }) => missing.length === 0, 60)).users;
}

describe(`${KILLS} times kill -9 in the middle of work`, () => {
  it(
    'loses no acknowledged hire, doubles no account, and leaves a log that checks',
    async () => {
      const { sent, ahead } = await killedRounds();
      const acknowledged = sent.filter(({ status }) => status === 202);
      expect(sent.every(({ status }) => status === 202 || status === 0 || status === 503)).toBe(true);
      expect(acknowledged.length).toBeGreaterThan(KILLS);
      laptop = await startLaptop({ ...place, ahead: ahead + 2 * MINUTE });
      const company = laptop;
      const users = await healed(company, acknowledged);
      for (const [name, count] of countsBy(users, ({ userName }) => userName)) expect(count, name).toBe(1);
      const roles = new Set((await warehouseRoles(place.data)).map(({ name }) => name));
      for (const { userName } of acknowledged) expect(roles.has(userName), userName).toBe(true);
      const ends: string[] = [];
      for (const { events } of acknowledged)
        for (const event of events) {
          const { status, json } = await company.operator('GET', `trace/${encodeURIComponent(event)}`);
          ends.push((json as { end?: string } | undefined)?.end ?? `answered ${status}`);
        }
      expect(countsBy(ends, (end) => end)).toEqual(new Map([['folded', ends.length]]));
      await company.skip(5 * MINUTE);
      await company.run('seal');
      const { text } = await company.operator('GET', 'audit');
      const header = JSON.parse(text.slice(0, text.indexOf('\n'))) as { keys: { publicKey: string }[] };
      const file = (async function* () {
        yield Buffer.from(text);
      })();
      const verdict = await auditCheck({ file, publicKeys: header.keys.map(({ publicKey }) => publicKey) });
      console.info(
        `${KILLS} kills, ${sent.length} deliveries, ${acknowledged.length} acknowledged, ${users.length} accounts, ${verdict.rows} rows`,
      );
      expect(verdict).toMatchObject({ ok: true });
    },
    30_000 + KILLS * 15_000,
  );
});
