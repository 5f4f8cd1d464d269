// What a plan says that a change will cost is near to what the adapter then asks of a real SCIM app.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delta } from '../../shared/core/diff.ts';
import { estimatedCalls } from '../../shared/core/estimate.ts';
import { aStanding, aWish } from '../builders/a-person.ts';
import { startScimmy } from '../servers/scimmy.ts';
import { type Bench, openBench } from './bench.ts';
import { scimWorld } from './scim-world.ts';
import type { World } from './world.ts';

const PEOPLE = Array.from({ length: 14 }, (_, at) => `usual${at}`);
type Hired = Awaited<ReturnType<Bench['hire']>>;

let world: World;
let bench: Bench;
let hired: readonly Hired[];

beforeAll(async () => {
  world = await scimWorld(await startScimmy({ scimmyOnly: false }), { config: { vendor: 'scimmy' } });
  bench = openBench(world);
  hired = await Promise.all(PEOPLE.map((label) => bench.hire(bench.person(label))));
});
afterAll(async () => {
  await bench.close();
  await world.stop();
});

/** Calls at the app while it is done for each of the people, one after the other, each read back. */
async function counted<Who extends Hired | string>(
  people: readonly Who[],
  act: (who: Who) => Promise<Parameters<Bench['read']>[0]>,
): Promise<number> {
  const calls = bench.need(world.calls);
  const before = calls();
  for (const who of people) await bench.read(await act(who));
  return calls() - before;
}

function estimated(delta: Partial<Delta>, remoteId?: string): number {
  const whole = { target: 'app', wish: aWish(), gains: [], loses: [], profileOnly: false, reasons: [], ...delta };
  const before = remoteId === undefined ? undefined : aStanding({ remoteId });
  return PEOPLE.length * estimatedCalls(bench.connect().capabilities, whole, before);
}

/** Within a factor of one and a half, either way. */
function expectNear(estimate: number, count: number): void {
  expect(Math.max(estimate, count) / Math.min(estimate, count)).toBeLessThanOrEqual(1.5);
}

describe('the calls that a plan names for fourteen people', () => {
  it('are those of creating accounts', async () => {
    const count = await counted(
      PEOPLE.map((label) => `new${label}`),
      async (label) => bench.hire(bench.person(label)),
    );
    expectNear(estimated({ gains: ['account'] }), count);
  });

  it('are those of giving a group, and of taking one of three', async () => {
    const [one, two, three] = world.entitlements;
    const giving = await counted(hired, async (ref) => {
      await bench.ensure(ref, bench.wish(ref, [one]));
      return ref;
    });
    expectNear(estimated({ gains: [one] }, 'known'), giving);
    for (const ref of hired) await bench.ensure(ref, bench.wish(ref, [one, two, three]));
    const taking = await counted(hired, async (ref) => {
      await bench.ensure(ref, bench.wish(ref, [one, two]), [three]);
      return ref;
    });
    expectNear(estimated({ loses: [three] }, 'known'), taking);
  });

  it('are those of suspending an account with its groups', async () => {
    const [one, two] = world.entitlements;
    const loses = ['account', one, two];
    const count = await counted(hired, async (ref) => {
      await bench.apply({ kind: 'suspend', ref, revoke: [one, two] });
      return ref;
    });
    expectNear(estimated({ loses, wish: aWish({ account: 'suspended', entitlements: [] }) }, 'known'), count);
  });
});
