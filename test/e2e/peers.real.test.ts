// The whole pipeline on a store and queues that nobody here wrote: from a signed webhook to accounts, and back to none.
import { describe, expect, test } from 'vitest';
import { auditCheck } from '../../operator/audit-check.ts';
import { javaServerLib } from '../servers/java-server.ts';
import { eventually, send } from './deliveries.ts';
import { aPlace, appUsers, forgetPlace, type Laptop, startLaptop, warehouseRoles } from './laptop.ts';

/** Nothing when both are there; else the reason, which in CI is a failure. */
function missing(): string | undefined {
  const found = [javaServerLib('dynamodb-local'), javaServerLib('elasticmq')];
  const [reason] = found.flatMap((one) => ('missing' in one ? [one.missing] : []));
  if (reason !== undefined && process.env.CI) throw new Error(reason);
  return reason;
}

describe('a company on DynamoDB Local and ElasticMQ', () => {
  test('hires three people, lets one go, and its audit log checks offline', async (context) => {
    const reason = missing();
    if (reason !== undefined) return context.skip(reason);
    const place = aPlace();
    let laptop: Laptop | undefined;
    try {
      laptop = await startLaptop({ ...place, stores: 'peers' });
      await livesThrough(laptop, place.data);
    } finally {
      await laptop?.stop();
      await forgetPlace(place.data);
    }
  }, 180_000);
});

async function livesThrough(laptop: Laptop, data: string): Promise<void> {
  const deliveries = [1, 2, 3].map((number) => send(laptop, data, { what: 'hire', number }));
  const [first, ...others] = await Promise.all(deliveries);
  for (const sent of [first, ...others]) expect(sent?.status).toBe(202);
  await eventually(
    () => warehouseRoles(data),
    (roles) => roles.filter(({ canLogIn }) => canLogIn).length === 3,
  );
  await eventually(
    () => appUsers(data),
    (users) => users.filter(({ active }) => active).length === 3,
  );
  expect((await send(laptop, data, { what: 'leave', number: 1 })).status).toBe(202);
  const roles = await eventually(
    () => warehouseRoles(data),
    (seen) => seen.filter(({ canLogIn }) => canLogIn).length === 2,
  );
  expect(roles).toContainEqual({ name: first?.userName, canLogIn: false });
  await eventually(
    async () => (await laptop.operator('GET', `person/hr-${first?.subject}`)).json,
    (report) => expectLeft(report),
  );
  await checksOffline(laptop);
}

function expectLeft(report: unknown): boolean {
  const { status, targets } = report as { readonly status: string; readonly targets: readonly { state: string }[] };
  return status === 'left' && targets.length === 2 && targets.every(({ state }) => state === 'verified');
}

async function checksOffline(laptop: Laptop): Promise<void> {
  await laptop.skip(5 * 60_000);
  await laptop.run('seal');
  const { text } = await laptop.operator('GET', 'audit');
  const header = JSON.parse(text.slice(0, text.indexOf('\n'))) as { readonly keys: readonly { publicKey: string }[] };
  const file = (async function* () {
    yield Buffer.from(text);
  })();
  const verdict = await auditCheck({ file, publicKeys: header.keys.map(({ publicKey }) => publicKey) });
  expect(verdict).toMatchObject({ ok: true });
  expect(verdict.rows).toBeGreaterThanOrEqual(5);
}
